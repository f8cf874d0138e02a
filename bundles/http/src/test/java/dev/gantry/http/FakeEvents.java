package dev.gantry.http;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A stream that keeps the last hundred thousand events, or fewer. */
final class FakeEvents implements Events {
    private final Deque<Numbered> kept = new ArrayDeque<>();
    private final int capacity;
    private long latest;

    FakeEvents(int capacity) {
        this.capacity = capacity;
    }

    static Event finished(String run) {
        return finished(run, null);
    }

    static Event finished(String run, String reason) {
        return finished(run, reason, "default");
    }

    static Event finishedOf(String tenant, String run) {
        return finished(run, null, tenant);
    }

    private static Event finished(String run, String reason, String tenant) {
        return new Event.RunChanged(
                Fakes.NOW,
                run,
                "files.cleanup",
                Fakes.REVISION,
                RunState.FINISHED,
                RunResult.SUCCESS,
                reason,
                1,
                tenant,
                SlaClass.SILVER,
                "0af7651916cd43dd8448eb211c80319c",
                Fakes.NOW,
                Fakes.NOW);
    }

    @Override
    public synchronized void publish(Event event) {
        kept.add(new Numbered(++latest, event));
        if (kept.size() > capacity) {
            kept.remove();
        }
        notifyAll();
    }

    @Override
    public synchronized long latest() {
        return latest;
    }

    @Override
    public synchronized List<Numbered> after(long seq, int limit) {
        return kept.stream().filter(each -> each.seq() > seq).limit(limit).toList();
    }

    @Override
    public synchronized boolean await(long seq, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (latest <= seq) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
