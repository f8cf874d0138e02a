package dev.gantry.http.attention;

import dev.gantry.http.Readiness;
import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.config.Settings;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Parts of Gantry that are not there, the store among them, and a disk that is nearly full. */
@Component
public final class PartConcerns implements ConcernSource {
    private static final long MEBIBYTE = 1L << 20;

    /** Below this the store may soon refuse writes. */
    private static final long FULL = 256 * MEBIBYTE;

    private static final long NEARLY_FULL = 2048 * MEBIBYTE;

    private final Readiness readiness;
    private final LongSupplier room;

    /** Of the Gantry in this process. */
    @Activate
    public PartConcerns(BundleContext context, @Reference Readiness readiness) {
        this(readiness, room(new Settings(context::getProperty).home().resolve("data")));
    }

    /**
     * Of any.
     *
     * @param room how many bytes are free on the disk of the store; -1 where that is not known
     */
    public PartConcerns(Readiness readiness, LongSupplier room) {
        this.readiness = readiness;
        this.room = room;
    }

    private static LongSupplier room(Path folder) {
        return () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                return -1;
            }
        };
    }

    @Override
    public List<Concern> concerns() {
        List<Concern> found = new ArrayList<>();
        for (Readiness.Missing part : readiness.missing()) {
            boolean store = part.name().equals("store");
            found.add(
                    new Concern(
                            store ? "store" : "part-missing",
                            Severity.CRITICAL,
                            store ? "The store is away" : part.name() + " is not ready",
                            part.reason(),
                            "Do what the sentence says; Gantry goes on by itself, its log tells"
                                    + " more.",
                            "/",
                            null));
        }
        long free = room.getAsLong();
        if (free >= 0 && free < NEARLY_FULL) {
            found.add(
                    new Concern(
                            "disk",
                            free < FULL ? Severity.CRITICAL : Severity.WARN,
                            "The disk is nearly full",
                            free / MEBIBYTE
                                    + " MiB are free on the disk of the folder data in Gantry's"
                                    + " home.",
                            "Free some room, have fewer runs kept (retention), or compact the"
                                    + " store.",
                            "/store",
                            null));
        }
        return found;
    }
}
