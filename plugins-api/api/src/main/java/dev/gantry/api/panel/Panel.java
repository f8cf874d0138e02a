package dev.gantry.api.panel;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers with what a panel draws.
 *
 * <pre>{@code
 * @PanelType(id = "disk", title = "Room on the disk", module = "panel/disk.js")
 * public final class DiskPanel implements Panel<DiskPanel.Query, DiskPanel.Room> {
 *     public record Query(@Doc("Any path on the disk") @Default("/") Path path) {}
 *
 *     public record Room(long used, long total) {}
 *
 *     @Override
 *     public Room data(Query query, PanelContext context) throws IOException {
 *         FileStore disk = Files.getFileStore(query.path());
 *         long total = disk.getTotalSpace();
 *         return new Room(total - disk.getUsableSpace(), total);
 *     }
 * }
 * }</pre>
 *
 * @param <Q> what the panel asks for: a record, see {@link dev.gantry.api.schema}. It asks for
 *     nothing in particular until its module calls {@code ask}, so give each component a default
 * @param <D> the answer: a record
 */
@ConsumerType
public interface Panel<Q extends Record, D extends Record> {

    /**
     * Answers, on a virtual thread of its own: blocking is fine. It is called for each viewer as
     * often as {@link PanelType#refresh} and {@link PanelType#events} say, so keep at hand what is
     * costly to find out. After 10 seconds it is asked to stop and interrupted.
     *
     * @return at most 1 MiB as JSON
     * @throws Exception if there are no data; viewers see its message in place of new ones
     */
    D data(Q query, PanelContext context) throws Exception;
}
