package dev.gantry.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a process that is out of memory, or crashed, leaves behind: heap dumps and the JVM's logs of
 * fatal errors. They are in one folder, and only the newest are kept.
 *
 * @param folder where they are
 * @param heap whether a heap dump is made when memory is used up
 * @param kept how many of each
 */
record Dumps(Path folder, boolean heap, int kept) {
    private static final Logger LOG = LoggerFactory.getLogger(Dumps.class);
    private static final String MARK = "seen";

    static Dumps of(Home home, Configuration configuration) {
        return new Dumps(
                home.path()
                        .resolve(configuration.get("gantry.dumps.dir", "data/dumps"))
                        .normalize(),
                configuration.get("gantry.dumps.heap", "true").equals("true"),
                Integer.parseInt(configuration.get("gantry.dumps.kept", "3")));
    }

    /**
     * Has this process put its dumps here.
     *
     * @throws StartException if the folder cannot be made
     */
    void prepare() throws StartException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartException(
                    "cannot make the folder "
                            + folder
                            + " ("
                            + e
                            + "): give write access to it, or name another in gantry.dumps.dir",
                    e);
        }
        HotSpotDiagnosticMXBean jvm =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        jvm.setVMOption("HeapDumpPath", folder.toString());
        jvm.setVMOption("HeapDumpOnOutOfMemoryError", String.valueOf(heap));
    }

    /** Says what came since the last time, and deletes what is too much. */
    void tell(Path crashes) {
        try {
            gather(crashes);
            Path mark = folder.resolve(MARK);
            FileTime before =
                    Files.exists(mark) ? Files.getLastModifiedTime(mark) : FileTime.fromMillis(0);
            for (String kind : List.of("*.hprof", "crash-*.log")) {
                List<Path> newest = newest(kind);
                for (Path file : newest) {
                    if (Files.getLastModifiedTime(file).compareTo(before) > 0) {
                        LOG.warn("A process before this one left {}: {}", file, meaning(file));
                    }
                }
                for (Path file : newest.subList(Math.min(kept, newest.size()), newest.size())) {
                    Files.delete(file);
                }
            }
            Files.writeString(mark, "what is older than this file was told already\n");
        } catch (IOException e) {
            LOG.warn("The dumps in {} cannot be looked through: {}", folder, e.toString());
        }
    }

    /** The JVM writes its log to a place that it was told at its start. */
    private void gather(Path crashes) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(crashes, "crash-*.log")) {
            for (Path file : files) {
                Files.move(
                        file,
                        folder.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private List<Path> newest(String kind) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, kind)) {
            found.forEach(files::add);
        }
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file));
        }
        List<Path> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing((Path file) -> times.get(files.indexOf(file))).reversed());
        return sorted;
    }

    private static String meaning(Path file) {
        return file.toString().endsWith(".hprof")
                ? "its memory was used up; open it in a heap analyser"
                : "a fatal error of the JVM, the file says where";
    }
}
