require_relative "../lib/audit"

RSpec.describe "a basket" do
  it("is paid with a card") { expect(Audit.record("by card")).to be > 0 }
  it("is paid with cash") { expect(Audit.record("by cash")).to be > 0 }
  it("has a price") { expect(1 + 2).to eq(3) }
  it("is wrong on purpose") { expect(1 + 2).to eq(4) }
  xit("is sent abroad") { raise "not reached" }
  it("is rounded") do
    pending("not decided")
    expect(0.1 + 0.2).to eq(0.3)
  end
end
