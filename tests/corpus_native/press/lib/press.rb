module Press
  # Tells whoever has subscribed.
  module Notifier
    class << self
      def subscribers = (@subscribers ||= {})

      def subscribe(name, &block)
        (subscribers[name] ||= []) << block
        block
      end

      def unsubscribe(name, block) = subscribers[name].delete(block)

      def publish(name, data) = (subscribers[name] || []).each { |block| block.call(data) }
    end
  end

  # All issues.
  class Archive
    def self.instance = (@instance ||= new)

    def initialize = @issues = []

    def add(title, pages)
      @issues << { title: title, text: "#{title} " * pages }
      @issues.size
    end
  end

  # What can be drawn.
  class Shape
    def self.draws(name, picture)
      define_method(name) { picture.first }
    end
  end

  # What is loaded.
  class Model
    @@loaded = []

    def self.load(count)
      rows = Array.new(count) do |n|
        "#{name} row #{n} " * 40
      end
      @@loaded << rows
      rows
    end
  end

  class Author < Model; end

  # The last pages.
  module Pages
    LAST = {}

    def self.page(key)
      LAST.shift if LAST.size >= 8
      LAST[key] ||= "page " * 100_000
    end
  end
end
