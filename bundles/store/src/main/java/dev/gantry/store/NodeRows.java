package dev.gantry.store;

import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.StoredNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what nodes wrote about themselves; on PostgreSQL only. */
final class NodeRows {
    private NodeRows() {}

    /** All nodes on record. */
    static List<StoredNode> all(Statements on) throws SQLException {
        List<StoredNode> found = new ArrayList<>();
        try (ResultSet rows =
                on.of(
                                "SELECT n.number, n.name, n.term, n.started, n.until,"
                                        + " l.node IS NOT NULL, n.url, n.slots, n.free, n.waiting"
                                        + " FROM node n LEFT JOIN leader l"
                                        + " ON l.node = n.number AND l.until > 0"
                                        + " ORDER BY n.number")
                        .executeQuery()) {
            while (rows.next()) {
                found.add(
                        new StoredNode(
                                rows.getInt(1),
                                rows.getString(2),
                                rows.getString(7),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getBoolean(6),
                                new NodeStatus(rows.getInt(8), rows.getInt(9), rows.getInt(10))));
            }
        }
        return found;
    }
}
