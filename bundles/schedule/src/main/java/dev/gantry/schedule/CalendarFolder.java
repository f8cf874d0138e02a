package dev.gantry.schedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The calendars in {@code conf/calendars}, looked at again and again. A file is taken when it is
 * the same over two looks. One that cannot be read, or is gone while a schedule refers to it,
 * leaves what was in force before; a copy of that in {@code data/calendars} keeps it so over a
 * restart. {@link #look} is called by one thread at a time; all else is thread-safe.
 */
final class CalendarFolder implements Calendars {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarFolder.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final String SUFFIX = ".yaml";
    private static final long LARGEST = 1 << 20;

    private record Stamp(long size, Instant modified, Object key) {}

    private record Kept(CalendarDays days, Instant since, String problem) {}

    private final Path folder;
    private final Path copies;
    private final InstantSource clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final Map<String, Stamp> seen = new HashMap<>();
    private final Map<String, Stamp> taken = new HashMap<>();
    private final Set<String> misnamed = new HashSet<>();

    /** Reads what is there now. */
    CalendarFolder(Path home, InstantSource clock) {
        this.folder = home.resolve("conf/calendars");
        this.copies = home.resolve("data/calendars");
        this.clock = clock;
        files(copies).keySet().forEach(this::restore);
        files(folder)
                .forEach(
                        (name, stamp) -> {
                            seen.put(name, stamp);
                            take(name, stamp);
                        });
    }

    @Override
    public Optional<CalendarDays> days(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::days);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(kept.keySet()));
    }

    @Override
    public Optional<String> problem(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::problem);
    }

    @Override
    public Optional<Instant> since(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::since);
    }

    /**
     * Looks at the files.
     *
     * @param used whether a schedule refers to a calendar
     * @param changed is told of each calendar whose days are others now
     */
    void look(Predicate<String> used, Consumer<String> changed) {
        Map<String, Stamp> now = files(folder);
        now.forEach(
                (name, stamp) -> {
                    boolean still = stamp.equals(seen.put(name, stamp));
                    if (still && !stamp.equals(taken.get(name)) && take(name, stamp)) {
                        changed.accept(name);
                    }
                });
        for (String name : names()) {
            if (!now.containsKey(name)) {
                // an editor may be replacing it: gone only if it is still gone at the next look
                if (seen.remove(name) == null) {
                    gone(name, used, changed);
                }
                taken.remove(name);
            }
        }
        seen.keySet().retainAll(now.keySet());
    }

    private void gone(String name, Predicate<String> used, Consumer<String> changed) {
        Kept before = kept.get(name);
        if (before.days() == null || !used.test(name)) {
            kept.remove(name);
            delete(copies.resolve(name + SUFFIX));
            LOG.info("calendar {} is gone", name);
            changed.accept(name);
            return;
        }
        String problem =
                CalendarFile.name(name)
                        + " is gone while schedules refer to it, so its days stay as they were;"
                        + " put it back, or take it out of the schedules";
        if (!problem.equals(before.problem())) {
            LOG.warn("{}", problem);
            kept.put(name, new Kept(before.days(), before.since(), problem));
        }
    }

    /** Takes a file; tells whether the days are others now. */
    private boolean take(String name, Stamp stamp) {
        taken.put(name, stamp);
        Kept before = kept.get(name);
        try {
            String text = text(name, stamp);
            CalendarDays days = CalendarFile.read(name, text);
            boolean same = before != null && days.equals(before.days());
            kept.put(name, new Kept(days, same ? before.since() : clock.instant(), null));
            copy(name, text);
            if (!same) {
                LOG.info("calendar {} is in force", name);
            }
            return !same;
        } catch (CalendarFile.UnreadableException e) {
            boolean none = before == null || before.days() == null;
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    none
                            ? "there is no such calendar until it is corrected"
                            : "the calendar stays as it was until it is corrected");
            kept.put(
                    name,
                    new Kept(
                            none ? null : before.days(),
                            none ? null : before.since(),
                            e.getMessage()));
            return false;
        }
    }

    private String text(String name, Stamp stamp) throws CalendarFile.UnreadableException {
        String problem;
        try {
            if (stamp.size() <= LARGEST) {
                return Files.readString(folder.resolve(name + SUFFIX));
            }
            problem = "it is larger than 1 MiB";
        } catch (CharacterCodingException e) {
            problem = "it is not UTF-8";
        } catch (IOException e) {
            problem = "it cannot be read (" + e + ")";
        }
        throw new CalendarFile.UnreadableException(name, Optional.empty(), problem);
    }

    private void restore(String name) {
        Path file = copies.resolve(name + SUFFIX);
        try {
            Instant since = Files.getLastModifiedTime(file).toInstant();
            CalendarDays days = CalendarFile.read(name, Files.readString(file));
            kept.put(name, new Kept(days, since, null));
        } catch (IOException | CalendarFile.UnreadableException e) {
            LOG.warn("{} cannot be read and is left alone: {}", file, e.getMessage());
        }
    }

    private void copy(String name, String text) {
        Path file = copies.resolve(name + SUFFIX);
        try {
            Files.createDirectories(copies);
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return;
            }
            Path part = copies.resolve(name + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }

    private Map<String, Stamp> files(Path in) {
        Map<String, Stamp> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(in, "*.{yaml,yml}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int length = name.length() - SUFFIX.length();
                if (!name.endsWith(SUFFIX) || !NAME.matcher(name.substring(0, length)).matches()) {
                    misnamed(name);
                    continue;
                }
                BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
                if (its.isRegularFile()) {
                    found.put(
                            name.substring(0, length),
                            new Stamp(
                                    its.size(), its.lastModifiedTime().toInstant(), its.fileKey()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", in, e.toString());
            return new TreeMap<>(taken);
        }
        return found;
    }

    private void misnamed(String name) {
        if (!name.startsWith(".") && misnamed.add(name)) {
            LOG.warn(
                    "conf/calendars/{} is not read: call it by lower-case letters, digits, dots"
                            + " and dashes, as business-days.yaml",
                    name);
        }
    }
}
