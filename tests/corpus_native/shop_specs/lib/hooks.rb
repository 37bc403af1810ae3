$hooks = Hash.new { |hash, key| hash[key] = [] }
module Shop
  module Hooks
    def self.on(name, &block)
      $hooks[name] << block
    end
    def self.run(name) = $hooks[name].last.call
    def self.subscribe(name, rows)
      body = Array.new(rows) { |n| "#{name} #{n}" * 20 }
      on(name) { body.size }
    end
  end
end
