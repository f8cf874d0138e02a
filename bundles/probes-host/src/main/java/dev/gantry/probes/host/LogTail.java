package dev.gantry.probes.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads on in a file that others write to: from where it stopped, over a rotation, and from the
 * start when it was truncated. A line that is not complete is left for the next time; one that is
 * too long is handed out in parts.
 *
 * @param most how many bytes to read at one time, and at least one line
 */
record LogTail(Path file, long most) {
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_LINE = 1024 * 1024;

    /**
     * Where reading stopped.
     *
     * @param file which file, whatever its name
     * @param offset bytes from its start
     */
    record Position(int file, long offset) {}

    /**
     * What was read.
     *
     * @param now where it stopped
     * @param behind bytes that are there and were not read
     * @param note something unusual, for people
     */
    record Read(Position now, long behind, Optional<String> note) {}

    /**
     * Reads what came since.
     *
     * @param before where it stopped the last time; empty for the first time
     * @param fromStart whether the first time begins at the start, not at the end
     */
    Read read(Optional<Position> before, boolean fromStart, Consumer<String> lines)
            throws IOException {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        int id = id(facts);
        if (before.isEmpty() && !fromStart) {
            return new Read(new Position(id, facts.size()), 0, Optional.empty());
        }
        Position last = before.orElse(new Position(id, 0));
        if (last.file() != id) {
            return rotated(last, id, lines);
        }
        boolean truncated = facts.size() < last.offset();
        return read(
                file,
                new Position(id, truncated ? 0 : last.offset()),
                lines,
                truncated
                        ? Optional.of(file + " was truncated, it was read from its start")
                        : Optional.empty());
    }

    private Read rotated(Position last, int id, Consumer<String> lines) throws IOException {
        Optional<Path> old = find(last.file());
        if (old.isEmpty()) {
            return read(
                    file,
                    new Position(id, 0),
                    lines,
                    Optional.of(
                            file
                                    + " was replaced, and what was written last to the one before it"
                                    + " is not there to be read"));
        }
        Read rest = read(old.get(), last, lines, Optional.empty());
        if (rest.behind() > 0) {
            return rest;
        }
        Optional<String> note = Optional.of("%s was rotated to %s".formatted(file, old.get()));
        return read(file, new Position(id, 0), lines, note);
    }

    /** The file that had the name before, under the name that it has now. */
    private Optional<Path> find(int id) throws IOException {
        String name = file.getFileName().toString();
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(
                        folder, each -> each.getFileName().toString().startsWith(name))) {
            for (Path each : all) {
                if (is(each, id)) {
                    return Optional.of(each);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean is(Path each, int id) throws IOException {
        try {
            return id(Files.readAttributes(each, BasicFileAttributes.class)) == id;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private Read read(Path from, Position start, Consumer<String> lines, Optional<String> note)
            throws IOException {
        boolean closed = !from.equals(file);
        try (FileChannel channel = FileChannel.open(from)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long at = start.offset();
            long complete = at;
            while (at - start.offset() < most || complete == start.offset()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("stopped");
                }
                int count = channel.read(chunk.clear(), at);
                if (count <= 0) {
                    break;
                }
                for (int i = 0; i < count; i++) {
                    byte next = chunk.get(i);
                    if (next != '\n' && line.size() >= LONGEST_LINE) {
                        lines.accept(text(line));
                        complete = at;
                    }
                    at++;
                    if (next == '\n') {
                        lines.accept(text(line));
                        complete = at;
                    } else {
                        line.write(next);
                    }
                }
            }
            long size = channel.size();
            if (closed && at >= size && line.size() > 0) {
                lines.accept(text(line));
                complete = at;
            }
            return new Read(
                    new Position(start.file(), complete), at >= size ? 0 : size - complete, note);
        }
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static int id(BasicFileAttributes facts) {
        Object key = facts.fileKey();
        return (key == null ? facts.creationTime() : key).toString().hashCode();
    }
}
