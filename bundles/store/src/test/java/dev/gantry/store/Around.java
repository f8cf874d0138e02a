package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A dialect that does what another one does. */
class Around implements Dialect {
    private final Dialect inner;

    Around(Dialect inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public Connection writer() throws SQLException {
        return inner.writer();
    }

    @Override
    public Connection reader() throws SQLException {
        return inner.reader();
    }

    @Override
    public void claim(Connection writer) throws SQLException {
        inner.claim(writer);
    }

    @Override
    public List<String> migrations() {
        return inner.migrations();
    }

    @Override
    public Optional<String> outage(SQLException failure) {
        return inner.outage(failure);
    }

    @Override
    public boolean lost(SQLException failure) {
        return inner.lost(failure);
    }

    @Override
    public boolean yielded(SQLException failure) {
        return inner.yielded(failure);
    }

    @Override
    public String refusal(SQLException failure) {
        return inner.refusal(failure);
    }

    @Override
    public long bytes(Statements on) throws SQLException {
        return inner.bytes(on);
    }

    @Override
    public boolean bulk() {
        return inner.bulk();
    }

    @Override
    public String text(String text) {
        return inner.text(text);
    }

    @Override
    public String snapshot() {
        return inner.snapshot();
    }

    @Override
    public String using(String index) {
        return inner.using(index);
    }

    @Override
    public String open() {
        return inner.open();
    }

    @Override
    public String among(String query) {
        return inner.among(query);
    }

    @Override
    public String labelled() {
        return inner.labelled();
    }

    @Override
    public String labelLike(boolean named) {
        return inner.labelLike(named);
    }

    @Override
    public String like() {
        return inner.like();
    }

    @Override
    public String errorMessage() {
        return inner.errorMessage();
    }

    @Override
    public String member(String name) {
        return inner.member(name);
    }

    @Override
    public double free(Statements on) throws SQLException {
        return inner.free(on);
    }

    @Override
    public int shrink(Statements on, int pages, double spared) throws SQLException {
        return inner.shrink(on, pages, spared);
    }

    @Override
    public void join(Connection writer) throws SQLException {
        inner.join(writer);
    }

    @Override
    public String mine() {
        return inner.mine();
    }

    @Override
    public String within() {
        return inner.within();
    }

    @Override
    public String locked() {
        return inner.locked();
    }

    @Override
    public void tell(Statements on, String topic, String subject) throws SQLException {
        inner.tell(on, topic, subject);
    }

    @Override
    public NodeStore nodes(Database database) {
        return inner.nodes(database);
    }

    @Override
    public Upkeep upkeep() {
        return inner.upkeep();
    }
}
