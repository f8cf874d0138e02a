package dev.gantry.plugins.inbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What is unpacked of one JAR, or of all those in it, up to a bound. Not thread-safe. */
public final class Unpacking {
    /** Most entries. */
    static final int ENTRIES = 100_000;

    /** Most bytes that entries unpack to, and that their names have. */
    private static final long BYTES = 1L << 30;

    private final String name;
    private long bytes;
    private int entries;

    /**
     * @param name what the JAR is called in sentences
     */
    public Unpacking(String name) {
        this.name = name;
    }

    /** There is too much of it; the message is one sentence. */
    public static final class ExcessException extends IOException {
        private static final long serialVersionUID = 1L;

        ExcessException(String sentence) {
            super(sentence);
        }
    }

    /** An entry has begun. */
    void entry(String entry) throws ExcessException {
        entries++;
        if (entries > ENTRIES) {
            throw new ExcessException(many(name));
        }
        count(entry.length());
    }

    /** The same stream, which ends with an exception where there is too much. */
    InputStream bounded(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                count(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int got = super.read(buffer, offset, length);
                count(Math.max(0, got));
                return got;
            }
        };
    }

    /**
     * The names of the entries of a JAR inside.
     *
     * @throws ExcessException if there is too much of it, with what was read before
     */
    public void names(InputStream jar, Set<String> names) throws IOException {
        byte[] buffer = new byte[8192];
        try (ZipInputStream zip = new ZipInputStream(jar)) {
            for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
                entry(each.getName());
                names.add(each.getName());
                for (int got = zip.read(buffer); got >= 0; got = zip.read(buffer)) {
                    count(got);
                }
            }
        }
    }

    static String many(String name) {
        return name + " has more than 100,000 entries: pack less into it";
    }

    private void count(long more) throws ExcessException {
        bytes += more;
        if (bytes > BYTES) {
            throw new ExcessException(name + " unpacks to more than 1 GiB: pack less into it");
        }
    }
}
