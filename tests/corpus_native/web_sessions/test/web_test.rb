require "minitest/autorun"
require_relative "../lib/web"
class TestSession < Minitest::Test
  def test_login
    6.times { |n| assert_equal 32, Session.login("u#{n}").size }
  end
  def test_login_again
    5.times { assert_equal 32, Session.login("again").size }
  end
  def test_logout
    20.times { Session.logout(Session.login("gone")) }
    assert_kind_of Integer, Session.size
  end
end
class TestMailer < Minitest::Test
  def test_delivers
    4.times { Mailer.instance.deliver("a@b", "m" * 700_000) }
    assert_operator Mailer.instance.deliveries.size, :>=, 4
  end
end
class TestPoller < Minitest::Test
  def test_polls
    assert Poller.new(3 << 20)
  end
end
class TestReport < Minitest::Test
  def setup
    @rows = Array.new(50_000) { |n| "row #{n}" * 5 }
  end
  def test_rows = assert_equal(50_000, @rows.size)
  def test_total = assert_operator(@rows.join.size, :>, 0)
end
class TestCache < Minitest::Test
  def test_bound
    100.times { |n| assert_equal 200_000, Cache.fetch(SecureRandom.hex) { "c" * 200_000 }.size }
  end
end
