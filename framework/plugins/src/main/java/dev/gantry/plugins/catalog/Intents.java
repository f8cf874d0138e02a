package dev.gantry.plugins.catalog;

import dev.gantry.spi.plugin.RevisionRef;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Says on disk which revision runs which piece of work, from before the plugin's code is called
 * until after it returned. Written to mapped memory: it costs no system call, and outlives the
 * process however that ends; only a crash of the machine loses it, which no plugin is to blame for.
 * Thread-safe.
 */
public final class Intents implements AutoCloseable {
    private static final int SLOTS = 4096;
    private static final int SLOT = 128;
    private static final int SHA = 32;
    private static final int WORK = SLOT - 2 - SHA;

    private final MemorySegment memory;
    private final ConcurrentLinkedDeque<Integer> free = new ConcurrentLinkedDeque<>();
    private final List<Intent> last;

    /**
     * What was under way when the process before this one ended.
     *
     * @param work id of the run or check; cut to {@value #WORK} bytes
     */
    public record Intent(String sha256, String work) {}

    /** Reads what the last process left, and begins anew. */
    public Intents(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            memory =
                    channel.map(
                            FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * SLOT, Arena.ofAuto());
        }
        last = read();
        memory.fill((byte) 0);
        for (int slot = 0; slot < SLOTS; slot++) {
            free.add(slot);
        }
    }

    /** What was under way when the process before this one ended. */
    public List<Intent> last() {
        return last;
    }

    private List<Intent> read() {
        List<Intent> found = new ArrayList<>();
        for (long at = 0; at < memory.byteSize(); at += SLOT) {
            int length = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            if (length == 0 || length - 1 > WORK) {
                continue;
            }
            byte[] sha = memory.asSlice(at + 2, SHA).toArray(ValueLayout.JAVA_BYTE);
            byte[] work = memory.asSlice(at + 2 + SHA, length - 1L).toArray(ValueLayout.JAVA_BYTE);
            found.add(
                    new Intent(
                            HexFormat.of().formatHex(sha),
                            new String(work, StandardCharsets.UTF_8)));
        }
        return List.copyOf(found);
    }

    /**
     * Work begins.
     *
     * @return for {@link #end}; below zero if so much is under way that this was not written
     */
    public int begin(RevisionRef revision, String work) {
        Integer slot = free.poll();
        if (slot == null) {
            return -1;
        }
        long at = (long) slot * SLOT;
        byte[] name = work.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, WORK);
        MemorySegment.copy(name, 0, memory, ValueLayout.JAVA_BYTE, at + 2 + SHA, length);
        String sha = revision.sha256();
        for (int i = 0; i < SHA; i++) {
            int high = Character.digit(sha.charAt(2 * i), 16);
            int low = Character.digit(sha.charAt(2 * i + 1), 16);
            memory.set(ValueLayout.JAVA_BYTE, at + 2 + i, (byte) (high << 4 | low));
        }
        // the length last: a slot without one is empty
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) (length + 1));
        return slot;
    }

    /** Work is over. */
    public void end(int slot) {
        if (slot >= 0) {
            memory.set(ValueLayout.JAVA_BYTE, (long) slot * SLOT, (byte) 0);
            free.push(slot);
        }
    }

    /** An orderly end: what is still under way is nobody's fault. */
    @Override
    public void close() {
        memory.fill((byte) 0);
    }
}
