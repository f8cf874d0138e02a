package dev.gantry.spi.store;

/**
 * A node on record. Times are in ms since 1970, by the clock of the database.
 *
 * @param number what rows of runs name it by; from 1, unique among the nodes of one database
 * @param url where its API answers; {@code null} while that is not known
 * @param term grows whenever the node starts, and whenever its lease was taken from it
 * @param started when it registered last
 * @param until when its lease ends; 0 if it has none
 * @param leader whether it does what only one node does
 * @param status as it told last
 */
public record StoredNode(
        int number,
        String name,
        String url,
        long term,
        long started,
        long until,
        boolean leader,
        NodeStatus status) {

    /** Whether it holds a lease. */
    public boolean alive() {
        return until > 0;
    }

    /** Whether it would begin a run at once. */
    public boolean idle() {
        return alive() && status.free() > 0 && status.waiting() == 0;
    }
}
