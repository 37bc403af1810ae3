# oomscope's formatter for RSpec: tells which example runs, what became of it, what memory it took and what it left
# behind. The lines are described in src/driver/reporter.rs. It never fails an example.

require "json"
require "rspec/core"
require_relative "oomscope_telling"

class OomscopeFormatter
  include OomscopeTelling

  RSpec::Core::Formatters.register self, :example_started, :example_passed, :example_failed, :example_pending,
                                   :example_group_finished, :stop

  def initialize(_output)
    begin_telling
  end

  def example_started(notification)
    let_go
    tell_start(notification.example.id)
  end

  def example_passed(notification)
    finish(notification.example, "passed", nil)
  end

  def example_failed(notification)
    finish(notification.example, "failed", notification.example.exception&.message)
  end

  # `pending` that failed as it was expected to, and what was skipped.
  def example_pending(notification)
    example = notification.example
    result = example.execution_result
    outcome = result.respond_to?(:example_skipped?) && result.example_skipped? ? "skipped" : "xfailed"
    finish(example, outcome, result.pending_message)
  end

  def example_group_finished(_notification)
    let_go
  end

  def stop(_notification)
    @memory.settle
  end

  private

  def finish(example, outcome, why)
    tell_end(example.id, outcome, why && why.to_s.scrub, example.execution_result.run_time)
    @ended = example
  end

  # The object in which an example ran is gone only when the next begins, or its group is over. As long as
  # `before(:context)` has set something, the figure would show that: then only the end of the group counts.
  def let_go
    return if @ended.nil?
    # Those of RSpec itself begin with `@__`.
    return if @ended.example_group.before_context_ivars.any? { |name, _| !name.start_with?("@__") }
    test = @ended.id
    @ended = nil
    tell_left(test)
  rescue StandardError
    @ended = nil
  end
end

# For the hunt: the examples in the order of the batch, as often as they stand in it.
module OomscopeOrder
  # Examples of one group that follow each other, none twice: they share what `before(:context)` sets up.
  Turn = Struct.new(:group, :examples) do
    def descendants
      [self]
    end

    def filtered_examples
      examples
    end

    def takes?(example)
      group.equal?(OomscopeOrder.top(example)) && !examples.include?(example)
    end

    def run(reporter)
      chosen = examples.group_by(&:example_group)
      group.descendants.each do |one|
        RSpec.world.filtered_examples[one] = chosen.fetch(one, [])
        one.instance_variable_set(:@descendant_filtered_examples, nil)
      end
      examples.each { |example| OomscopeOrder.renew(example) }
      group.run(reporter)
    end
  end

  STATES = [:pending, :skip].freeze

  def self.remember(examples)
    @states = examples.transform_values { |example| example.metadata.select { |name, _| STATES.include?(name) } }
  end

  def self.top(example)
    example.example_group.parent_groups.last
  end

  # RSpec writes what became of an example into it, and does not run one that was skipped.
  def self.renew(example)
    states = @states.fetch(example.id)
    STATES.each { |name| example.metadata.delete(name) }
    example.metadata.merge!(states)
    example.metadata[:execution_result] = RSpec::Core::Example::ExecutionResult.new
    example.display_exception = nil
  end

  def ordered_example_groups
    examples = example_groups.flat_map(&:descendants).flat_map(&:examples)
    known = examples.to_h { |example| [example.id, example] }
    OomscopeOrder.remember(known)
    order = JSON.parse(File.read(ENV["OOMSCOPE_ORDER"])).filter_map { |id| known[id] }
    turns = order.each_with_object([]) do |example, turns|
      if turns.last&.takes?(example)
        turns.last.examples << example
      else
        turns << Turn.new(OomscopeOrder.top(example), [example])
      end
    end
    turns.empty? ? super : turns
  rescue StandardError
    super
  end
end

RSpec::Core::World.prepend(OomscopeOrder) if ENV["OOMSCOPE_ORDER"]
