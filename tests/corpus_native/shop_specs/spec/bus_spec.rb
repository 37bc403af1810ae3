require "shop"
RSpec.describe Shop::Bus do
  let(:payload) { "x" * 500_000 }
  it "publishes" do
    6.times { described_class.publish("one", payload) }
    expect(described_class.last[:name]).to eq("one")
  end
  it "publishes many" do
    8.times { |n| described_class.publish("many#{n}", payload) }
    expect(described_class.last[:payload].size).to eq(500_005)
  end
  it "has a payload" do
    expect(payload.size).to eq(500_000)
  end
end
