require "weakref"

module Calm
  RECENT = {}
  @listeners = []

  class << self
    attr_reader :listeners
  end

  def self.recent(key)
    RECENT[key] = "recent #{key} " * 20_000
    RECENT.delete(RECENT.first[0]) while RECENT.size > 15
  end

  def self.patterns = (@patterns ||= Array.new(2000) { |n| /\A#{"word#{n}" * 5}\z/ })
end

RSpec.describe Calm do
  let(:rows) { Array.new(20_000) { |n| "row #{n} " * 10 } }

  it "has rows of its own" do
    expect(rows.size).to eq(20_000)
  end

  it "keeps the last ones" do
    80.times { |n| Calm.recent(n) }
    expect(Calm::RECENT.size).to eq(15)
  end

  it "takes listeners off" do
    seen = Array.new(200) { |n| "seen #{n} " * 1000 }
    listener = ->(word) { seen << word }
    Calm.listeners << listener
    Calm.listeners.each { |one| one.call("a") }
    Calm.listeners.delete(listener)
    expect(Calm.listeners).to be_empty
  end

  it "makes symbols" do
    expect(Array.new(30_000) { |n| "calm_#{n}".to_sym }.size).to eq(30_000)
  end

  it "refers weakly" do
    references = Array.new(100) { |n| WeakRef.new("weak #{n} " * 4000) }
    expect(references.size).to eq(100)
  end

  it "ends its threads" do
    threads = Array.new(6) { Thread.new { Array.new(50_000) { |n| "t#{n}" }.size } }
    expect(threads.sum(&:value)).to eq(300_000)
  end

  it "has patterns" do
    expect(Calm.patterns.size).to eq(2000)
  end

  it "loads what it needs" do
    require "yaml"
    require "erb"
    expect(YAML.dump("a" => 1)).to include("a")
  end

  it "writes a large text" do
    expect((+"text " * 8_000_000).size).to be > 0
  end
end
