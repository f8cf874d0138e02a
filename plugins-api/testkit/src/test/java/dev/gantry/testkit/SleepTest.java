package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;
import dev.gantry.api.context.WorkContext;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.temporal.ChronoUnit;

class SleepTest {

    /** As Gantry waits, for work that shall stop. */
    private static WorkContext stopping() {
        Cancellation stop =
                new Cancellation() {
                    @Override
                    public boolean requested() {
                        return true;
                    }

                    @Override
                    public void check() {
                        throw new CancelledException("stop");
                    }

                    @Override
                    public Registration onRequest(Runnable action) {
                        action.run();
                        return () -> {};
                    }
                };
        InvocationHandler handler =
                (self, method, arguments) ->
                        method.isDefault()
                                ? InvocationHandler.invokeDefault(self, method, arguments)
                                : stop;
        return (WorkContext)
                Proxy.newProxyInstance(
                        SleepTest.class.getClassLoader(),
                        new Class<?>[] {WorkContext.class},
                        handler);
    }

    @Test
    void foreverIsATimeToSleep() {
        assertThrows(
                CancelledException.class, () -> stopping().sleep(ChronoUnit.FOREVER.getDuration()));
    }
}
