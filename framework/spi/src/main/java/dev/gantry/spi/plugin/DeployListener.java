package dev.gantry.spi.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/** Register as a service to be told of each step of a deploy, at once. */
@ConsumerType
public interface DeployListener {

    /**
     * A step is done; the deploy goes on when this returns. Called on the thread that deploys,
     * without locks.
     *
     * @param revision the one that the step is about
     */
    void at(DeployStep step, RevisionRef revision);
}
