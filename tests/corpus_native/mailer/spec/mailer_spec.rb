require "mailer"

RSpec.describe Mailer do
  let(:template) { "Dear NAME, " * 60_000 }

  it "renders" do
    expect(Mailer.new(template).render("Ada")).to include("Ada")
  end

  it "counts what was sent" do
    letters = []
    Mailer.count_sent(letters)
    120.times { |n| Events.tell(:sent, "letter #{n} " * 1000) }
    expect(letters.size).to eq(120)
  end

  it "counts what was sent and stops" do
    letters = []
    block = Mailer.count_sent(letters)
    120.times { |n| Events.tell(:sent, "letter #{n} " * 1000) }
    Events.unsubscribe(:sent, block)
    expect(letters.size).to be >= 120
  end

  it "reports at the end" do
    report = Array.new(100) { |n| "line #{n} " * 1500 }
    Mailer.at_the_end(report)
    expect(report.size).to eq(100)
  end

  it "traces its steps" do
    150.times { |n| Mailer.trace("step #{n} " * 900) }
    expect(Thread.current[:trace]).not_to be_empty
  end

  it "has recent ones" do
    %w[a b c d e f].each { |name| Mailer.recent(name) }
    expect(Mailer::RECENT.size).to eq(4)
  end

  it "makes symbols" do
    expect(Array.new(20_000) { |n| "name_#{n}".to_sym }.uniq.size).to eq(20_000)
  end

  it "remembers weakly" do
    seen = ObjectSpace::WeakMap.new
    50.times { |n| seen[Object.new] = "weak #{n} " * 5000 }
    expect(seen).not_to be_nil
  end

  it "has a large archive" do
    archive = Array.new(200) { |n| "archive #{n} " * 10_000 }
    expect(archive.size).to eq(200)
  end
end
