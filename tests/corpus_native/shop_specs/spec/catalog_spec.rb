require "shop"
RSpec.describe Shop::Catalog do
  it "imports" do
    expect(described_class.import(8_000)).to be >= 8_000
  end
  it "sees pages" do
    40.times { expect(described_class.seen("p" * 400_000)).to be <= 8 }
  end
  it "formats a large export" do
    text = +""
    200_000.times { |n| text << "line #{n}\n" * 8 }
    expect(text.lines.size).to eq(1_600_000)
  end
end
