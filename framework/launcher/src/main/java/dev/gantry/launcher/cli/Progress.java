package dev.gantry.launcher.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says on a terminal how far long work is, on one line that is gone when it is done. Elsewhere it
 * says nothing but what {@link #note} is given. Thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\033[K";
    private static final long PERIOD_MS = 200;
    private static final int WIDTH = 24;

    private final PrintWriter err;
    private final String what;
    private final long began = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Thread drawing;
    private String said = "";
    private long done;
    private long total;
    private boolean over;

    /**
     * Begins.
     *
     * @param terminal whether there is one
     * @param what such as {@code Uploading x.jar}
     */
    Progress(PrintWriter err, boolean terminal, String what) {
        this.err = err;
        this.what = what;
        this.drawing = terminal ? Thread.ofVirtual().start(this::draw) : null;
    }

    /** How many of how many bytes; a total of 0 for not known. */
    void bytes(long done, long total) {
        lock.lock();
        try {
            this.done = done;
            this.total = total;
        } finally {
            lock.unlock();
        }
    }

    /** Where it stands, in words: in place on a terminal, else as a line of its own. */
    void note(String text) {
        say(text);
        if (drawing == null) {
            err.println(text);
            err.flush();
        }
    }

    /** Where it stands, for a terminal only. */
    void say(String text) {
        lock.lock();
        try {
            said = text;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        if (drawing != null) {
            try {
                drawing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void draw() {
        lock.lock();
        try {
            // what is done at once is not worth a line
            while (!over && !await()) {
                Duration since = Duration.ofNanos(System.nanoTime() - began);
                err.print(CLEAR + line(said.isEmpty() ? what : said, done, total, since));
                err.flush();
            }
            err.print(CLEAR);
            err.flush();
        } finally {
            lock.unlock();
        }
    }

    private boolean await() {
        try {
            return ended.await(PERIOD_MS, TimeUnit.MILLISECONDS) && over;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** {@code Uploading x.jar [######------] 50% 1.5 of 3.0 MB 12s}. */
    static String line(String what, long done, long total, Duration since) {
        StringBuilder line = new StringBuilder(what);
        if (total > 0) {
            int filled = (int) Math.min(WIDTH, done * WIDTH / total);
            line.append("  [").repeat('#', filled).repeat('-', WIDTH - filled).append(']');
            line.append(String.format(Locale.ROOT, " %3d%%", Math.min(100, done * 100 / total)));
            line.append("  ").append(RetentionCommands.bytes(done));
            line.append(" of ").append(RetentionCommands.bytes(total));
        } else if (done > 0) {
            line.append("  ").append(RetentionCommands.bytes(done));
        }
        return line.append("  ").append(Times.brief(since)).toString();
    }
}
