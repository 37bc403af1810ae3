# oomscope's plugin for Minitest, which finds it on the load path: tells which test runs, what became of it, what memory
# it took and what it left behind. The lines are described in src/driver/reporter.rs. It never fails a test.
#
# With OOMSCOPE_LIST it writes which tests there are into that file, and none runs. With OOMSCOPE_ORDER only the tests
# of that file run, in its order and as often as they stand in it.

require_relative "../oomscope_telling"

module OomscopeMinitest
  # Which tests of a class run now, while that is not for the class to say.
  module Chosen
    attr_accessor :oomscope_chosen

    def runnable_methods
      oomscope_chosen || super
    end
  end

  # Runs the classes by turns.
  module Order
    def __run(reporter, options)
      turns = OomscopeMinitest.turns
      return super unless turns
      # They chose when the tests were listed.
      options = options.reject { |name, _| [:filter, :include, :exclude].include?(name) }
      turns.map do |suite, methods|
        suite.oomscope_chosen = methods
        suite.run(reporter, options)
      ensure
        suite.oomscope_chosen = nil
      end
    end
  end

  class << self
    def name_of(suite, method)
      "#{suite}##{method}"
    end

    def write_list(path, options)
      File.open(path, "a") do |out|
        Minitest::Runnable.runnables.each do |suite|
          chosen(suite, options).each { |method| out.puts(name_of(suite, method)) }
        end
      end
    end

    # Tests of one class that follow each other, none twice.
    def turns
      @turns ||= begin
        known = {}
        Minitest::Runnable.runnables.each do |suite|
          suite.runnable_methods.each { |method| known[name_of(suite, method)] ||= [suite, method.to_s] }
        end
        order = File.readlines(ENV["OOMSCOPE_ORDER"], chomp: true).filter_map { |name| known[name] }
        turns = order.each_with_object([]) do |(suite, method), found|
          last = found.last
          if last && last[0].equal?(suite) && !last[1].include?(method)
            last[1] << method
          else
            found << [suite, [method]]
          end
        end
        turns.each { |suite, _| suite.singleton_class.prepend(Chosen) }
        turns
      end
    end

    private

    # As Minitest chooses: by names and by classes with names.
    def chosen(suite, options)
      filter = pattern(options[:filter] || options[:include]) || //
      exclude = pattern(options[:exclude])
      methods = suite.runnable_methods.map(&:to_s).sort
      methods.select do |method|
        names = [method, name_of(suite, method)]
        names.any? { |name| filter === name } && names.none? { |name| exclude === name }
      end
    end

    def pattern(text)
      text.is_a?(String) && text =~ %r{\A/(.*)/\z} ? Regexp.new($1) : text
    end
  end

  class Reporter < Minitest::AbstractReporter
    include OomscopeTelling

    def initialize
      super
      begin_telling
    end

    def prerecord(suite, method)
      let_go
      tell_start(OomscopeMinitest.name_of(suite, method))
    end

    def record(result)
      name = "#{result.respond_to?(:klass) ? result.klass : result.class}##{result.name}"
      outcome = if result.skipped? then "skipped"
                elsif result.passed? then "passed"
                else result.error? ? "error" : "failed"
                end
      tell_end(name, outcome, why(result), result.time)
      @ended = name
    rescue StandardError
      nil
    end

    # All tests have run.
    def report
      let_go
      @memory.settle
    end

    private

    # The object in which a test ran is gone when the next one begins.
    def let_go
      test = @ended or return
      @ended = nil
      tell_left(test)
    rescue StandardError
      @ended = nil
    end

    def why(result)
      failure = result.failure or return
      lines = failure.message.to_s.scrub.lines.map(&:strip).reject(&:empty?)
      # Behind the message of an error stand its places.
      lines = lines.take_while { |line| line !~ /\A\S+:\d+:in / }
      place = failure.location.to_s.delete_prefix("#{Dir.pwd}/")
      result.skipped? ? lines.join(" ") : "#{place}: #{lines.join(" ")}"
    end
  end
end

module Minitest
  def self.plugin_oomscope_init(options)
    if ENV["OOMSCOPE_LIST"]
      OomscopeMinitest.write_list(ENV["OOMSCOPE_LIST"], options)
      Runnable.runnables.clear
    elsif ENV["OOMSCOPE_ORDER"]
      reporter << OomscopeMinitest::Reporter.new
      singleton_class.prepend(OomscopeMinitest::Order)
    end
  end
end
