package dev.gantry.sample.process;

import dev.gantry.api.context.WorkLog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Takes both outputs of a process: line by line into the run's log while it runs, long lines in
 * pieces, and the last of it into memory, where lines stay whole. Both are bounded, whatever the
 * process writes.
 */
final class Output {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int LINE_LIMIT = 8 * 1024;

    private final WorkLog log;
    private final int logLimit;
    private final int tailLimit;
    private final StringBuilder tail = new StringBuilder();
    private int logged;
    private boolean truncated;

    /**
     * @param logLimit lines for the log
     * @param tailLimit characters to keep
     */
    Output(WorkLog log, int logLimit, int tailLimit) {
        this.log = log;
        this.logLimit = logLimit;
        this.tailLimit = tailLimit;
    }

    /**
     * Reads one of the outputs until the process has ended. It never blocks in a read: where the
     * process left a child behind that holds its output open, a read would not end.
     */
    void pump(Process process, InputStream from, boolean error) throws InterruptedException {
        var line = new ByteArrayOutputStream();
        byte[] chunk = new byte[LINE_LIMIT];
        try {
            while (true) {
                boolean last = !process.isAlive();
                int available = from.available();
                if (available > 0) {
                    int count = from.read(chunk, 0, Math.min(available, chunk.length));
                    split(chunk, count, line, error);
                } else if (last) {
                    break;
                } else {
                    Thread.sleep(LOOK_EVERY);
                }
            }
        } catch (IOException e) {
            log.warn("the rest of the output is lost: {}", e.toString());
        }
        if (line.size() > 0) {
            add(line, true, error);
        }
    }

    /** The last of both outputs, in the order in which it was read. */
    synchronized String tail() {
        boolean closed = !tail.isEmpty() && tail.charAt(tail.length() - 1) == '\n';
        String text = closed ? tail.substring(0, tail.length() - 1) : tail.toString();
        int from = Math.max(0, text.length() - tailLimit);
        boolean halved = from < text.length() && Character.isLowSurrogate(text.charAt(from));
        return text.substring(halved ? from + 1 : from);
    }

    /** The last lines, at most so many. */
    String lastLines(int count) {
        List<String> lines = tail().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** Whether {@link #tail} is not all that the process wrote. */
    synchronized boolean truncated() {
        return truncated;
    }

    private void split(byte[] chunk, int count, ByteArrayOutputStream line, boolean error) {
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                add(line, true, error);
            } else {
                if (isFull(line.size(), chunk[i])) {
                    add(line, false, error);
                }
                line.write(chunk[i]);
            }
        }
    }

    /** Not within a character of UTF-8, which has at most three bytes after the first. */
    private static boolean isFull(int size, byte next) {
        boolean inside = (next & 0xC0) == 0x80;
        return size >= (inside ? LINE_LIMIT : LINE_LIMIT - 3);
    }

    private synchronized void add(ByteArrayOutputStream line, boolean end, boolean error) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (end && text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        if (logged < logLimit) {
            if (error) {
                log.warn("{}", text);
            } else {
                log.info("{}", text);
            }
        } else if (logged == logLimit) {
            log.warn("more than {} lines; the rest is not logged", logLimit);
        }
        logged++;
        keep(text, end);
    }

    /** Cuts only when there is twice what is needed, so that each character is moved once. */
    private void keep(String text, boolean end) {
        tail.append(text);
        if (end) {
            tail.append('\n');
        }
        int over = tail.length() - tailLimit - (end ? 1 : 0);
        truncated |= over > 0;
        if (over > tailLimit + LINE_LIMIT) {
            tail.delete(0, over);
        }
    }
}
