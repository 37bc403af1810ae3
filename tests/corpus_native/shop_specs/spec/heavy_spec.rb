require "shop"
RSpec.describe "Heavy" do
  let(:rows) { Array.new(20_000) { |n| "memo #{n}" * 30 } }
  it "is loaded when it is used" do
    expect(Shop::Heavy.row(3)).to start_with("row 3")
  end
  it "is memoised" do
    expect(rows.size).to eq(20_000)
    expect(rows.first).to start_with("memo")
  end
end
