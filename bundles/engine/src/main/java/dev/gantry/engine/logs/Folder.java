package dev.gantry.engine.logs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Where segments are: a folder for each day, and in it the segments of the minutes; in UTC.
 *
 * @param path the folder of all
 */
record Folder(Path path) {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH-mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter BOTH = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm");

    /**
     * @param minute since 1970
     */
    SegmentFiles files(long minute) {
        Instant at = Instant.EPOCH.plus(minute, ChronoUnit.MINUTES);
        return SegmentFiles.of(path.resolve(DAY.format(at)), MINUTE.format(at));
    }

    /** The minutes before this one that have segments. */
    List<Long> minutes(long before) throws IOException {
        List<Long> found = new ArrayList<>();
        for (Path day : list(path)) {
            if (day.getFileName().toString().compareTo(dayOf(before)) > 0) {
                continue;
            }
            for (Path file : list(day)) {
                String name = file.getFileName().toString();
                if (name.endsWith(SegmentFiles.LINES)) {
                    String minute = name.substring(0, name.length() - SegmentFiles.LINES.length());
                    add(day.getFileName() + "T" + minute, before, found);
                }
            }
        }
        return found;
    }

    private static String dayOf(long minute) {
        return DAY.format(Instant.EPOCH.plus(minute, ChronoUnit.MINUTES));
    }

    private static void add(String name, long before, List<Long> found) {
        try {
            long minute = LocalDateTime.parse(name, BOTH).toEpochSecond(ZoneOffset.UTC) / 60;
            if (minute < before) {
                found.add(minute);
            }
        } catch (DateTimeException e) {
            // not a file of ours
        }
    }

    /** Removes the folders of days before this minute's in which nothing is left. */
    void removeEmpty(long before) throws IOException {
        for (Path day : list(path)) {
            if (day.getFileName().toString().compareTo(dayOf(before)) < 0
                    && Files.isDirectory(day)
                    && list(day).isEmpty()) {
                Files.delete(day);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }
}
