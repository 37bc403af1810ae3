# oomscope's formatter for RSpec: tells which example runs, what became of it and what memory it took. The lines
# are described in src/driver/reporter.rs. It never fails an example.

require "json"
require "rspec/core"

class OomscopeFormatter
  RSpec::Core::Formatters.register self, :example_started, :example_passed, :example_failed, :example_pending

  def initialize(_output)
    @told = File.open(ENV["OOMSCOPE_TOLD"], "a") if ENV["OOMSCOPE_TOLD"]
  end

  def example_started(notification)
    @before = kib("VmRSS")
    tell(event: "start", test: notification.example.id)
    # Sets the kernel's high-water mark back, so that it is the peak of this example.
    @is_reset = begin
      File.write("/proc/self/clear_refs", "5")
      true
    rescue SystemCallError
      false
    end
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

  private

  def finish(example, outcome, why)
    tell(
      event: "end", test: example.id, outcome: outcome, why: why && why.to_s.scrub,
      duration_ms: (example.execution_result.run_time || 0) * 1000,
      peak_kib: @is_reset ? kib("VmHWM") : nil, rss_before_kib: @before, rss_after_kib: kib("VmRSS")
    )
  end

  def kib(name)
    File.foreach("/proc/self/status") do |line|
      return line[/\d+/].to_i if line.start_with?(name)
    end
    nil
  rescue SystemCallError
    nil
  end

  def tell(line)
    return unless @told
    @told.syswrite(JSON.generate(line) + "\n")
  rescue SystemCallError, IOError, JSON::GeneratorError
    @told = nil
  end
end
