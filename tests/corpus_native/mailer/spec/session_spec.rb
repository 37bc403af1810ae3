require "mailer"

RSpec.describe "a session" do
  let(:session) { Array.new(80) { |n| "session #{n} " * 1500 } }

  it "is the last one" do
    ($sessions ||= []) << session
    expect($sessions.last).to equal(session)
  end

  it "is one of its own" do
    expect(session.size).to eq(80)
  end
end
