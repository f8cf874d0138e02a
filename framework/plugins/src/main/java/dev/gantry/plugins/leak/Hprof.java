package dev.gantry.plugins.leak;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a heap dump of a 64-bit HotSpot (binary HPROF 1.0.2) from its start to its end, record by
 * record, with a few megabytes of memory however large it is. Not thread-safe.
 */
final class Hprof {
    private static final int OBJECT = 2;
    private static final int LONG = 11;
    private static final int ID = Long.BYTES;
    private static final int[] SIZES = {0, 0, ID, 0, 1, 2, 4, 8, 1, 2, 4, 8};

    /** What keeps objects alive, in the order in which it is worth telling. */
    enum Root {
        THREAD,
        LOCAL,
        NATIVE,
        OTHER
    }

    /** Is told what the dump holds. Objects are named by their ids. */
    interface Visitor {
        default void utf8(long id, String text) {}

        default void loaded(int serial, long type, long name) {}

        default void frame(long id, long method, long source, int typeSerial, int line) {}

        default void trace(int thread, long[] frames) {}

        /** A root; {@code thread} and {@code frame} are those of a local variable, or -1. */
        default void root(Root kind, long id, int thread, int frame) {}

        default void type(Type type) {}

        /** An instance; its field values are in {@code data} from its position on. */
        default void instance(long id, long type, ByteBuffer data) {}

        default void array(long id, long type) {}

        default void element(long array, long type, int index, long value) {}

        default void bytes(long id, ByteBuffer data) {}
    }

    /**
     * A class.
     *
     * @param statics its static fields that refer to objects
     * @param fields its own fields that refer to objects, by their offset among its own
     * @param longs its own fields of type long, likewise
     * @param size bytes that its own fields take in an instance
     */
    record Type(
            long id,
            long parent,
            long loader,
            List<Slot> statics,
            List<Slot> fields,
            List<Slot> longs,
            int size) {}

    /**
     * A place that refers to an object.
     *
     * @param name id of the string that names it
     * @param value id of the object, or the offset of the place
     */
    record Slot(long name, long value) {}

    private final FileChannel file;
    private final Visitor visitor;
    private final boolean heap;
    private final long size;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 20).limit(0);
    private long read;

    private Hprof(FileChannel file, Visitor visitor, boolean heap) throws IOException {
        this.file = file;
        this.size = file.size();
        this.visitor = visitor;
        this.heap = heap;
    }

    /**
     * Reads the dump once.
     *
     * @param heap whether the objects are of interest; without them it takes no time
     * @throws IOException if it cannot be read or is no such dump
     */
    static void read(Path dump, boolean heap, Visitor visitor)
            throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(dump, StandardOpenOption.READ)) {
            new Hprof(file, visitor, heap).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        need(64);
        while (buffer.get() != 0) {
            // the name of the format
        }
        if (buffer.getInt() != ID) {
            throw new IOException("not a heap dump of a 64-bit JVM");
        }
        buffer.getLong();
        while (more()) {
            need(9);
            int tag = buffer.get();
            buffer.getInt();
            long length = Integer.toUnsignedLong(buffer.getInt());
            switch (tag) {
                case 0x0C, 0x1C -> {
                    if (heap) {
                        segment(length);
                    } else {
                        skip(length);
                    }
                }
                case 0x01, 0x02, 0x04, 0x05 -> name(tag, (int) length);
                default -> skip(length);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void name(int tag, int length) throws IOException {
        need(length);
        int end = buffer.position() + length;
        switch (tag) {
            case 0x01 -> {
                long id = buffer.getLong();
                visitor.utf8(
                        id,
                        new String(
                                buffer.array(),
                                buffer.position(),
                                length - ID,
                                StandardCharsets.UTF_8));
            }
            case 0x02 -> {
                int serial = buffer.getInt();
                long type = buffer.getLong();
                buffer.getInt();
                visitor.loaded(serial, type, buffer.getLong());
            }
            case 0x04 -> {
                long id = buffer.getLong();
                long method = buffer.getLong();
                buffer.getLong();
                visitor.frame(id, method, buffer.getLong(), buffer.getInt(), buffer.getInt());
            }
            default -> {
                buffer.getInt();
                int thread = buffer.getInt();
                long[] frames = new long[buffer.getInt()];
                for (int i = 0; i < frames.length; i++) {
                    frames[i] = buffer.getLong();
                }
                visitor.trace(thread, frames);
            }
        }
        buffer.position(end);
    }

    private void segment(long length) throws IOException {
        long end = position() + length;
        while (position() < end) {
            need(1);
            int tag = buffer.get() & 0xFF;
            need(3 * ID);
            switch (tag) {
                case 0x01 -> {
                    long id = buffer.getLong();
                    buffer.getLong();
                    visitor.root(Root.NATIVE, id, -1, -1);
                }
                case 0x02, 0x03 ->
                        visitor.root(
                                Root.LOCAL, buffer.getLong(), buffer.getInt(), buffer.getInt());
                case 0x04, 0x06 -> visitor.root(Root.OTHER, buffer.getLong(), buffer.getInt(), -1);
                case 0x05 -> buffer.getLong(); // a class of the JVM; what matters are its statics
                case 0x07, 0xFF -> visitor.root(Root.OTHER, buffer.getLong(), -1, -1);
                case 0x08 -> {
                    visitor.root(Root.THREAD, buffer.getLong(), buffer.getInt(), -1);
                    buffer.getInt();
                }
                case 0x20 -> type();
                case 0x21 -> {
                    long id = buffer.getLong();
                    buffer.getInt();
                    long type = buffer.getLong();
                    int size = buffer.getInt();
                    need(size);
                    int next = buffer.position() + size;
                    visitor.instance(id, type, buffer);
                    buffer.position(next);
                }
                case 0x22 -> array();
                case 0x23 -> primitives();
                default -> throw new IOException("unknown record " + tag + " in the heap dump");
            }
        }
    }

    private void type() throws IOException {
        need(7 * ID + 12);
        long id = buffer.getLong();
        buffer.getInt();
        long parent = buffer.getLong();
        long loader = buffer.getLong();
        buffer.position(buffer.position() + 4 * ID + 4);
        for (int n = count(); n > 0; n--) {
            need(3 + ID);
            buffer.getShort();
            buffer.position(buffer.position() + SIZES[buffer.get()]);
        }
        List<Slot> statics = new ArrayList<>();
        for (int n = count(); n > 0; n--) {
            need(1 + 2 * ID);
            long name = buffer.getLong();
            int kind = buffer.get();
            if (kind == OBJECT) {
                statics.add(new Slot(name, buffer.getLong()));
            } else {
                buffer.position(buffer.position() + SIZES[kind]);
            }
        }
        List<Slot> fields = new ArrayList<>();
        List<Slot> longs = new ArrayList<>();
        int offset = 0;
        for (int n = count(); n > 0; n--) {
            need(1 + ID);
            long name = buffer.getLong();
            int kind = buffer.get();
            if (kind == OBJECT) {
                fields.add(new Slot(name, offset));
            } else if (kind == LONG) {
                longs.add(new Slot(name, offset));
            }
            offset += SIZES[kind];
        }
        visitor.type(new Type(id, parent, loader, statics, fields, longs, offset));
    }

    private int count() throws IOException {
        need(2);
        return Short.toUnsignedInt(buffer.getShort());
    }

    private void array() throws IOException {
        long id = buffer.getLong();
        buffer.getInt();
        int length = buffer.getInt();
        long type = buffer.getLong();
        visitor.array(id, type);
        for (int i = 0; i < length; i++) {
            if (buffer.remaining() < ID) {
                need(ID);
            }
            long value = buffer.getLong();
            if (value != 0) {
                visitor.element(id, type, i, value);
            }
        }
    }

    private void primitives() throws IOException {
        long id = buffer.getLong();
        buffer.getInt();
        int length = buffer.getInt();
        int kind = buffer.get();
        long size = (long) length * SIZES[kind];
        if (kind == 8 && size <= 4096) {
            need((int) size);
            int next = buffer.position() + (int) size;
            visitor.bytes(id, buffer.slice(buffer.position(), (int) size));
            buffer.position(next);
        } else {
            skip(size);
        }
    }

    private long position() {
        return read - buffer.remaining();
    }

    private boolean more() {
        return position() < size;
    }

    private void skip(long bytes) throws IOException {
        if (bytes <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) bytes);
        } else {
            read = position() + bytes;
            buffer.limit(0);
        }
    }

    /** Has so many bytes in the buffer, or as many as the file still has. */
    private void need(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocate(bytes).put(buffer).flip();
        }
        buffer.compact();
        while (buffer.hasRemaining() && read < size) {
            int more = file.read(buffer, read);
            if (more < 0) {
                break;
            }
            read += more;
        }
        buffer.flip();
        if (!buffer.hasRemaining()) {
            throw new EOFException("the heap dump ends too early");
        }
    }
}
