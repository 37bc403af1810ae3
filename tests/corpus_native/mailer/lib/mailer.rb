require "events"

# Sends letters.
class Mailer
  RECENT = {}

  def initialize(template) = @template = template

  def render(name) = @template.gsub("NAME", name)

  # Keeps the last four.
  def self.recent(name)
    RECENT[name] = "r" * 2_000_000
    RECENT.shift while RECENT.size > 4
    RECENT.size
  end

  def self.count_sent(letters)
    Events.subscribe(:sent) { |letter| letters << letter }
  end

  def self.at_the_end(report)
    at_exit { report.size.positive? || warn("nothing was sent") }
  end

  def self.trace(step)
    (Thread.current[:trace] ||= []) << step
  end
end
