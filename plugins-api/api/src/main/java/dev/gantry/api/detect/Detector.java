package dev.gantry.api.detect;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Inspects one target and judges it.
 *
 * <pre>{@code
 * @DetectorType(id = "disk.room", title = "Room on a disk")
 * public final class DiskRoom implements Detector<DiskRoom.Config> {
 *     public record Config(
 *             @Doc("Any path on the disk") Path path,
 *             @Default("0.10") @Range(min = 0, max = 1) double warnBelow) {}
 *
 *     @Override
 *     public Verdict inspect(Config config, CheckContext context) throws IOException {
 *         FileStore disk = Files.getFileStore(config.path());
 *         double free = (double) disk.getUsableSpace() / disk.getTotalSpace();
 *         return Verdict.of(free < config.warnBelow() ? Status.WARN : Status.OK)
 *                 .because("%.0f %% free on %s", free * 100, disk)
 *                 .measured("free.ratio", free);
 *     }
 * }
 * }</pre>
 *
 * @param <C> configuration: a record, see {@link dev.gantry.api.schema}
 */
@ConsumerType
public interface Detector<C extends Record> {

    /**
     * Looks once, on a virtual thread of its own: blocking is fine. Stop when the context's
     * deadline passes.
     *
     * @return the judgement, with at least one reason unless the status is {@link Status#OK}
     * @throws Exception if the look itself broke; the verdict is then {@code error}, which is never
     *     mixed with a bad target. A target that cannot be reached is a verdict, not an exception
     */
    Verdict inspect(C config, CheckContext context) throws Exception;
}
