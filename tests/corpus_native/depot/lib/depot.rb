module Depot
  # Does jobs one after the other.
  class Worker
    def initialize
      @queue = Queue.new
      @thread = Thread.new do
        room = Array.new(60) { |n| "room #{n} " * 4000 }
        while (job = @queue.pop)
          job.call(room)
        end
      end
    end

    def push(&job) = @queue << job

    def close
      @queue.close
      @thread.join
    end
  end

  TICKETS = {}

  def self.ticket(request)
    TICKETS[request] = {
      id: request,
      body:
        "ticket for #{request} " * 3000
    }
  end

  RECENT = Queue.new

  def self.recent(job)
    RECENT << job
    RECENT.pop while RECENT.size > 5
  end
end
