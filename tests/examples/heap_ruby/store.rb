# What outlives a test.

require "singleton"

module Shop
  class Payload
    attr_reader :numbers

    def initialize(number)
      @number = number
      @numbers = Array.new(2000) { |at| number + at }
    end
  end

  class Catalog
    PAGES = {}
    HIDDEN = []
    private_constant :HIDDEN
    RECENT = {}
    @@shelf = []
    @lane = []

    Part = Struct.new(:name, :payloads)
    ROOT = Part.new("root", [])

    def self.shelve(payload)
      @@shelf << payload
    end

    def self.line_up(payload)
      @lane << payload
    end

    def self.hide(payload)
      HIDDEN << payload
    end

    # A cache with a bound.
    def self.recall(key, payload)
      RECENT.delete(RECENT.first[0]) if RECENT.size >= 1
      RECENT[key] = payload
    end
  end

  class Requests
    include Singleton
    attr_reader :calls

    def initialize
      @calls = { all: [] }
    end
  end

  def self.remember
    seen = []
    ->(payload) { seen << payload }
  end

  class Hooked
    seen_by_method = []
    define_method(:see) { |payload| seen_by_method << payload }
  end

  class Linked
    attr_accessor :next_one, :payload
  end

  LIST = Linked.new
end
