package dev.gantry.probes.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of this machine: from the Java platform, and from {@code /proc} what that does not
 * tell. Thread-safe.
 *
 * @param proc normally {@code /proc}
 * @param groups normally {@code /sys/fs/cgroup}, where systemd has a folder for each unit
 */
record Processes(Path proc, Path groups) {
    private static final Pattern RESIDENT =
            Pattern.compile("^VmRSS:\\s+(\\d{1,15}) kB", Pattern.MULTILINE);
    private static final Pattern FILES =
            Pattern.compile("^Max open files\\s+(\\d{1,15})", Pattern.MULTILINE);
    private static final int DEPTH_OF_UNITS = 5;

    /** Something that this system does not tell. */
    static final class Untold extends Exception {
        private static final long serialVersionUID = 1L;

        Untold(String message) {
            super(message);
        }
    }

    /** Files that a process has open, and may have. */
    record OpenFiles(long open, long allowed) {
        double ratio() {
            return allowed > 0 ? (double) open / allowed : 0;
        }
    }

    /**
     * One process.
     *
     * @param given the name that it gave itself
     * @param program name of its file
     */
    record Found(
            long pid, String given, String program, String commandLine, Optional<Instant> started) {

        boolean isNamed(String name) {
            return name.equals(given) || name.equals(program);
        }

        /** Seconds; never negative. */
        Optional<Double> age(Instant now) {
            return started.map(from -> Math.max(0, Duration.between(from, now).toMillis() / 1e3));
        }
    }

    List<Long> all() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).toList();
        }
    }

    /** The id in a pid file; what follows it is not looked at. */
    static long pid(Path file) throws IOException {
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(64);
        }
        String word = new String(head, StandardCharsets.ISO_8859_1).strip().split("\\s+")[0];
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new IOException("there is no number in it");
        }
    }

    /** The processes of a systemd unit and of the groups below it; none if it does not run. */
    List<Long> ofUnit(String unit) throws IOException, Untold {
        if (!Files.isDirectory(groups.resolve("system.slice"))) {
            throw new Untold(
                    "there is no systemd here that could tell of "
                            + unit
                            + " ("
                            + groups.resolve("system.slice")
                            + " is missing)");
        }
        List<Long> pids = new ArrayList<>();
        for (Path folder : named(unit)) {
            try (Stream<Path> files = Files.walk(folder, DEPTH_OF_UNITS)) {
                for (Path list : files.filter(f -> f.endsWith("cgroup.procs")).toList()) {
                    read(list).stream()
                            .flatMap(String::lines)
                            .filter(line -> line.matches("\\d{1,18}"))
                            .map(Long::parseLong)
                            .forEach(pids::add);
                }
            }
        }
        return pids;
    }

    private List<Path> named(String unit) throws IOException {
        try (Stream<Path> folders =
                Files.find(
                        groups,
                        DEPTH_OF_UNITS,
                        (path, facts) ->
                                facts.isDirectory()
                                        && path.getFileName().toString().equals(unit))) {
            return folders.toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One process; empty if it is gone or only waits to be forgotten by its parent. */
    Optional<Found> look(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (handle.isEmpty() || zombie(pid)) {
            return Optional.empty();
        }
        ProcessHandle.Info info = handle.get().info();
        Path folder = folder(pid);
        String line =
                read(folder.resolve("cmdline"))
                        .map(text -> text.replace('\0', ' ').strip())
                        .or(info::commandLine)
                        .orElse("");
        String program =
                info.command().map(path -> Path.of(path).getFileName().toString()).orElse("");
        return Optional.of(
                new Found(
                        pid,
                        read(folder.resolve("comm")).map(String::strip).orElse(program),
                        program,
                        line,
                        info.startInstant()));
    }

    private boolean zombie(long pid) {
        return read(folder(pid).resolve("stat"))
                .map(stat -> stat.startsWith(") Z", stat.lastIndexOf(')')))
                .orElse(false);
    }

    /** Resident memory in bytes; empty where that is not told. */
    Optional<Long> memory(Found found) {
        return number(RESIDENT, folder(found.pid()).resolve("status"))
                .map(kilobytes -> kilobytes * 1024);
    }

    /** Open files; empty where that is not told, as of another user's process. */
    Optional<OpenFiles> files(Found found) {
        Path folder = folder(found.pid());
        Optional<Long> allowed = number(FILES, folder.resolve("limits"));
        if (allowed.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.resolve("fd"))) {
            long open = 0;
            for (var each = all.iterator(); each.hasNext(); each.next()) {
                open++;
            }
            return Optional.of(new OpenFiles(open, allowed.get()));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(Pattern pattern, Path file) {
        Optional<String> text = read(file);
        Matcher found = pattern.matcher(text.orElse(""));
        return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
    }

    private Path folder(long pid) {
        return proc.resolve(Long.toString(pid));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
