import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Moments at which something succeeded, and the longest time without. Thread-safe. */
final class Gaps {
    private long[] moments = new long[1 << 16];
    private int count;

    synchronized void add(long nanos) {
        if (count == moments.length) {
            moments = Arrays.copyOf(moments, count * 2);
        }
        moments[count++] = nanos;
    }

    /** A span of time, in nanoseconds. */
    record Window(long from, long to) {}

    /** For each window the longest gap that touches it, in milliseconds; a gap counts for the window that it starts in. */
    synchronized List<Double> longest(List<Window> windows) {
        Arrays.sort(moments, 0, count);
        List<Double> result = new ArrayList<>();
        for (Window window : windows) {
            int at = Arrays.binarySearch(moments, 0, count, window.from());
            int i = Math.max(0, (at < 0 ? -at - 1 : at) - 1);
            long longest = 0;
            for (; i + 1 < count && moments[i] < window.to(); i++) {
                longest = Math.max(longest, moments[i + 1] - Math.max(moments[i], window.from()));
            }
            result.add(longest / 1e6);
        }
        return result;
    }

    /** A span cut into windows of one length. */
    static List<Window> cut(long from, long to, long length) {
        List<Window> windows = new ArrayList<>();
        for (long at = from; at + length <= to; at += length) {
            windows.add(new Window(at, at + length));
        }
        return windows;
    }
}
