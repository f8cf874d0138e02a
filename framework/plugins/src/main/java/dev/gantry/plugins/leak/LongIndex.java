package dev.gantry.plugins.leak;

/** Numbers by the ids of objects, in little memory. Not thread-safe. */
final class LongIndex {
    private long[] keys = new long[1024];
    private int[] values = new int[1024];
    private int size;

    /** Adds an id that is not 0; false if it is there already. */
    boolean add(long key, int value) {
        if (2 * size >= keys.length) {
            grow();
        }
        int i = place(key);
        if (keys[i] == key) {
            return false;
        }
        keys[i] = key;
        values[i] = value;
        size++;
        return true;
    }

    /** The number of an id that is not 0, or -1. */
    int get(long key) {
        int i = place(key);
        return keys[i] == key ? values[i] : -1;
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int i = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        return i;
    }

    private void grow() {
        long[] before = keys;
        int[] numbers = values;
        keys = new long[2 * before.length];
        values = new int[keys.length];
        for (int j = 0; j < before.length; j++) {
            if (before[j] != 0) {
                int i = place(before[j]);
                keys[i] = before[j];
                values[i] = numbers[j];
            }
        }
    }
}
