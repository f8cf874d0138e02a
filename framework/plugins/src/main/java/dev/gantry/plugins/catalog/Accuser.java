package dev.gantry.plugins.catalog;

import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.plugin.RevisionRef;

/** Is told what revisions do wrong, on any thread; must be quick. */
@FunctionalInterface
public interface Accuser {

    /**
     * A revision did something wrong.
     *
     * @param work id of the run or check
     * @param detail one sentence
     */
    void blame(RevisionRef revision, Offence offence, String work, String detail);
}
