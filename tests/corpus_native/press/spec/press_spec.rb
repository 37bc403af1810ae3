$LOAD_PATH.unshift File.expand_path("../lib", __dir__)
require "press"

RSpec.describe Press do
  it "tells of issues" do
    seen = Array.new(300) { |n| "seen #{n} " * 600 }
    Press::Notifier.subscribe(:issue) { |data| seen[0] = data }
    Press::Notifier.publish(:issue, "one")
    expect(seen[0]).to eq("one")
  end

  it "archives" do
    40.times { |n| Press::Archive.instance.add("daily #{n}", 4000) }
    expect(Press::Archive.instance.add("last", 1)).to be > 40
  end

  it "archives weeklies" do
    30.times { |n| Press::Archive.instance.add("weekly #{n}", 4000) }
    expect(Press::Archive.instance.add("last", 1)).to be > 30
  end

  it "draws" do
    shape = Press::Shape
    number = shape.instance_methods(false).size
    picture = Array.new(200) do |n|
      "pixel #{n} " * 1000
    end
    shape.draws(:"draw_#{number}", picture)
    expect(shape.new.public_send(:"draw_#{number}")).to start_with("pixel")
  end

  it "loads authors" do
    expect(Press::Author.load(3000).size).to eq(3000)
  end

  it "tells and stops" do
    seen = Array.new(300) { |n| "gone #{n} " * 600 }
    block = Press::Notifier.subscribe(:other) { |data| seen[0] = data }
    Press::Notifier.publish(:other, "one")
    Press::Notifier.unsubscribe(:other, block)
  end

  it "has last pages" do
    60.times { |n| Press::Pages.page("#{n} #{rand}") }
    expect(Press::Pages::LAST.size).to eq(8)
  end

  it "makes symbols and weak references" do
    map = ObjectSpace::WeakMap.new
    100.times { |n| map[Object.new] = "weak #{n}" * 5000 }
    expect(Array.new(5000) { |n| :"name_#{n}" }.size).to eq(5000)
  end

  it "loads what it needs" do
    require "rexml/document" rescue require "set"
    require "optparse"
    expect(OptionParser.new).not_to be_nil
  end

  it "prints a large issue" do
    expect(Array.new(100_000) { |n| "line #{n}" * 8 }.join.size).to be > 0
  end
end
