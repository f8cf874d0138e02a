package dev.gantry.statistics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers from 0 on and texts, in few bytes. */
final class Packed {
    private Packed() {}

    /** Not thread-safe. */
    static final class Writer {
        private byte[] bytes = new byte[256];
        private int size;

        void number(long number) {
            long rest = number;
            while ((rest & ~0x7fL) != 0) {
                put((byte) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            put((byte) rest);
        }

        void text(String text) {
            byte[] its = text.getBytes(StandardCharsets.UTF_8);
            number(its.length);
            for (byte each : its) {
                put(each);
            }
        }

        private void put(byte value) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            bytes[size++] = value;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, size);
        }
    }

    /** Throws IllegalArgumentException where the bytes make no sense. Not thread-safe. */
    static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        long number() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = next();
                number |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number without an end at " + at);
        }

        String text() {
            int length = (int) number();
            if (length < 0 || length > bytes.length - at) {
                throw new IllegalArgumentException("a text of " + length + " bytes at " + at);
            }
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }

        /** Where it reads next. */
        int at() {
            return at;
        }

        /** Reads again from where it was before. */
        void back(int to) {
            at = to;
        }

        private byte next() {
            if (at == bytes.length) {
                throw new IllegalArgumentException("it ends at " + at);
            }
            return bytes[at++];
        }
    }
}
