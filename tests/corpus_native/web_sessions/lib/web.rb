require "securerandom"
require "singleton"
class Session
  @sessions = {}
  class << self
    def login(user)
      token = SecureRandom.hex(16)
      @sessions[token] = { user: user, cart: Array.new(5_000) { |n| "item #{n} of #{token}" } }
      token
    end
    def logout(token) = @sessions.delete(token)
    def size = @sessions.size
  end
end
class Mailer
  include Singleton
  attr_reader :deliveries
  def initialize = @deliveries = []
  def deliver(to, body)
    @deliveries << [to, body + to]
  end
end
class Poller
  def initialize(bytes)
    buffer = "\0".b * bytes
    @thread = Thread.new do
      Thread.stop
      buffer.bytesize
    end
  end
end
class Cache
  STORE = {}
  def self.fetch(key)
    STORE.delete(STORE.first[0]) if STORE.size >= 20
    STORE[key] ||= yield
  end
end
