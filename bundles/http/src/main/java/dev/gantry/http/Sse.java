package dev.gantry.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Writes server-sent events. What is added goes out with {@link #flush}; a comment goes out when
 * nothing else did for the length of a heartbeat. For one thread.
 */
public final class Sse {
    private static final long LOOK = Duration.ofSeconds(1).toNanos();

    private final OutputStream out;
    private final long heartbeat;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final BooleanSupplier holds;
    private long lastWrite = System.nanoTime();
    private long lastLook = lastWrite;

    /**
     * @param holds whether the reader still may read; asked once in a while
     */
    Sse(OutputStream out, Duration heartbeat, BooleanSupplier holds) {
        this.out = out;
        this.holds = holds;
        this.heartbeat = heartbeat.toNanos();
    }

    /**
     * Adds an event.
     *
     * @param id position for {@code Last-Event-ID}, or {@code null}
     */
    public void event(String id, String name, String data) {
        add(text(id, name, data));
    }

    /** Adds what {@link #text} made. */
    public void add(byte[] text) {
        pending.writeBytes(text);
    }

    /**
     * An event as it is sent.
     *
     * @param id position for {@code Last-Event-ID}, or {@code null}
     */
    public static byte[] text(String id, String name, String data) {
        StringBuilder text = new StringBuilder(data.length() + 100);
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(name).append('\n');
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Adds a comment, which clients drop. */
    public void comment(String text) {
        add((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends what was added, or a heartbeat if it is time. Blocks while the client does not read.
     *
     * @return whether there was anything to send
     * @throws IOException if it cannot, or the reader may not read any more
     */
    public boolean flush() throws IOException {
        if (System.nanoTime() - lastLook > LOOK) {
            lastLook = System.nanoTime();
            if (!holds.getAsBoolean()) {
                throw new EOFException("the reader's credential is over");
            }
        }
        if (pending.size() == 0 && millisToHeartbeat() == 0) {
            comment("heartbeat");
        }
        if (pending.size() == 0) {
            return false;
        }
        pending.writeTo(out);
        out.flush();
        pending.reset();
        lastWrite = System.nanoTime();
        return true;
    }

    /** How long one may wait before the next {@link #flush}. */
    public long millisToHeartbeat() {
        long left = heartbeat - (System.nanoTime() - lastWrite);
        return Math.max(0, (left + 999_999) / 1_000_000);
    }
}
