package dev.gantry.sample.web;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Keeps the beginning of a body and drops the connection where there is more. */
final class LimitedBody implements BodySubscriber<LimitedBody.Part> {
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Part> part = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /**
     * The beginning of a body.
     *
     * @param truncated whether there was more
     */
    record Part(byte[] bytes, boolean truncated) {}

    LimitedBody(int limit) {
        this.limit = limit;
    }

    @Override
    public CompletionStage<Part> getBody() {
        return part;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] chunk = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
            if (buffer.hasRemaining()) {
                subscription.cancel();
                part.complete(new Part(bytes.toByteArray(), true));
                return;
            }
        }
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        part.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        part.complete(new Part(bytes.toByteArray(), false));
    }
}
