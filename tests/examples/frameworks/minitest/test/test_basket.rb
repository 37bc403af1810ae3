require_relative "test_helper"

# Every basket leaves its record in the audit trail, which nothing empties.
class BasketTest < Minitest::Test
  def test_is_paid
    assert Audit.record("paid by card")
  end

  def test_is_paid_again
    assert Audit.record("paid in cash")
  end

  def test_is_empty
    assert_empty []
  end

  def test_is_wrong_on_purpose
    assert_equal 4, 1 + 2, "sums differ"
  end

  def test_raises
    raise ArgumentError, "no such basket"
  end

  def test_is_for_later
    skip "not today"
  end
end

describe "a till" do
  it "opens" do
    _(1 + 1).must_equal 2
  end
end
