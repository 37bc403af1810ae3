module Routes
  module Admin
    MENU = Array.new(300) { |n| "entry #{n} " * 2000 }
  end
end
