package dev.gantry.telemetry.series;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. For one thread. */
final class Bytes {
    private byte[] bytes;
    private int size;

    Bytes(int room) {
        bytes = new byte[room];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    Bytes add(int one) {
        room(1);
        bytes[size++] = (byte) one;
        return this;
    }

    Bytes add(byte[] these) {
        return add(these, these.length);
    }

    private Bytes add(byte[] these, int length) {
        room(length);
        System.arraycopy(these, 0, bytes, size, length);
        size += length;
        return this;
    }

    Bytes add(Bytes these) {
        return add(these.bytes, these.size);
    }

    Bytes add(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return add(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            bytes[size++] = (byte) c;
        }
        return this;
    }

    /** A whole number in decimal digits. */
    Bytes number(long value) {
        if (value < 0) {
            return add(Long.toString(value));
        }
        room(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** A number as Prometheus reads it. */
    Bytes number(double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(whole) < 1_000_000_000_000_000L) {
            return (whole == 0 && 1 / value < 0 ? add('-') : this).number(whole).add('.').add('0');
        }
        if (Double.isNaN(value)) {
            return add("NaN");
        }
        if (Double.isInfinite(value)) {
            return add(value > 0 ? "+Inf" : "-Inf");
        }
        return add(Double.toString(value));
    }
}
