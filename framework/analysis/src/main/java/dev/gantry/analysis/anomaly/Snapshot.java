package dev.gantry.analysis.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/**
 * The form of snapshots: a byte for the version, one for the kind, a check sum of the rest, and the
 * rest.
 */
final class Snapshot {
    private static final int VERSION = 1;

    private Snapshot() {}

    @FunctionalInterface
    interface Writing {
        void write(DataOutput out) throws IOException;
    }

    @FunctionalInterface
    interface Reading {
        void read(DataInput in) throws IOException;
    }

    static byte[] write(int kind, Writing writing) {
        var body = new ByteArrayOutputStream();
        var all = new ByteArrayOutputStream();
        try {
            writing.write(new DataOutputStream(body));
            var out = new DataOutputStream(all);
            out.writeByte(VERSION);
            out.writeByte(kind);
            out.writeLong(sum(body.toByteArray(), 0));
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("An array of bytes could not be written.", e);
        }
        return all.toByteArray();
    }

    /**
     * @throws IllegalArgumentException when they are not what {@link #write} made for the kind, or
     *     of a later version
     */
    static void read(byte[] bytes, int kind, Reading reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "The snapshot has version "
                                + version
                                + ", known is "
                                + VERSION
                                + ": begin anew, or use the Gantry that wrote it.");
            }
            if (in.readUnsignedByte() != kind) {
                throw new IllegalArgumentException(
                        "The snapshot is of a model of another kind: begin anew.");
            }
            if (in.readLong() != sum(bytes, 10)) {
                throw new IOException("the check sum differs");
            }
            reading.read(in);
            if (in.read() >= 0) {
                throw new IOException("there is more than was read");
            }
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    "The snapshot is damaged, it ends too early: begin anew.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The snapshot is damaged, " + e.getMessage() + ": begin anew.", e);
        }
    }

    private static long sum(byte[] bytes, int from) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, bytes.length - from);
        return sum.getValue();
    }
}
