# Routes of an application.
class Handler
  @descendants = []

  class << self
    attr_reader :descendants

    def inherited(kind)
      super
      Handler.descendants << kind
    end
  end
end

module Routes
  PAGES = {}
  TABLE = Hash.new { |table, size| table[size] = "t" * size }

  def self.page(path) = PAGES[path.freeze] ||= path * 2000

  # A class of its own for each route.
  def self.handler(body)
    Class.new(Handler) { define_method(:call) { body } }
  end

  def self.watch(object, log)
    ObjectSpace.define_finalizer(object, proc { log.size })
    object
  end

  def self.template(size) = TABLE[size]

  autoload :Admin, "admin"
end
