require "shop"
RSpec.describe Shop::Hooks do
  it "runs hooks" do
    described_class.subscribe("saved", 20_000)
    expect(described_class.run("saved")).to eq(20_000)
  end
  it "does nothing" do
    expect($hooks).to be_a(Hash)
  end
end
