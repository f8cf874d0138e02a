package dev.gantry.probes.host;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.probes.Amount.BYTES;
import static dev.gantry.probes.Amount.NUMBER;
import static dev.gantry.probes.Amount.RATIO;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.probes.Limits;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at disks, and once only at one that does not answer. Thread-safe. */
final class Disks {
    private final PathCalls calls = new PathCalls();
    private final Look look;

    /** Asks a disk. */
    interface Look {
        /** Asks, for as long as it takes. */
        Disk at(Path path) throws IOException;
    }

    /** What a disk tells. */
    record Disk(
            String name, long total, long free, boolean readOnly, Optional<Inodes.Count> inodes) {}

    Disks(Look look) {
        this.look = look;
    }

    /** Asks the operating system. */
    static Disks real() {
        return new Disks(Disks::look);
    }

    void judge(Path path, Host.Config config, CheckContext context, Report report)
            throws Exception {
        Disk disk;
        try {
            disk = calls.call(context, path, () -> look.at(path));
        } catch (NoSuchFileException e) {
            report.say(UNKNOWN, "%s does not exist; name a path on the disk", path);
            return;
        } catch (IOException e) {
            report.say(UNKNOWN, "the disk of %s cannot be judged: %s", path, Words.of(e));
            return;
        } catch (PathCalls.NoAnswer e) {
            report.say(CRITICAL, "the disk of %s %s", path, e.getMessage());
            return;
        }
        judge(path, disk, config, report);
    }

    private static Disk look(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return new Disk(
                store.toString(),
                store.getTotalSpace(),
                store.getUsableSpace(),
                store.isReadOnly(),
                Inodes.of(path));
    }

    private static void judge(Path path, Disk disk, Host.Config config, Report report) {
        if (disk.readOnly() && !config.readOnly().contains(path)) {
            report.say(CRITICAL, "the disk of %s is read-only, %s", path, disk.name());
        }
        report.measure("disk.read.only:" + path, disk.readOnly() ? 1 : 0);
        if (disk.total() <= 0) {
            report.say(UNKNOWN, "%s is on no disk that has a size", path);
            return;
        }
        double free = (double) disk.free() / disk.total();
        report.measure("disk.free.ratio:" + path, free);
        report.measure("disk.free.bytes:" + path, disk.free());
        report.judge(
                Limits.below(config.diskWarn(), config.diskCritical()),
                free,
                RATIO,
                "disk of %s %s free, %s of %s"
                        .formatted(
                                path,
                                RATIO.say(free),
                                BYTES.say(disk.free()),
                                BYTES.say(disk.total())));
        disk.inodes()
                .filter(count -> count.total() > 0)
                .ifPresent(count -> inodes(path, count, config, report));
    }

    private static void inodes(Path path, Inodes.Count count, Host.Config config, Report report) {
        double free = (double) count.free() / count.total();
        report.measure("disk.inodes.free.ratio:" + path, free);
        report.measure("disk.inodes.free:" + path, count.free());
        report.judge(
                Limits.below(config.inodesWarn(), config.inodesCritical()),
                free,
                RATIO,
                "inodes of %s %s free, %s of %s"
                        .formatted(
                                path,
                                RATIO.say(free),
                                NUMBER.say(count.free()),
                                NUMBER.say(count.total())));
    }
}
