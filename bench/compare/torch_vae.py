"""The peer: the same model and training in PyTorch on the CPU, as fast as PyTorch's own idioms allow.

Started by `dotnet run -c Release --project bench/compare`, which sends a line of JSON for each request and reads one back. See bench/README.md.
"""

import argparse
import gzip
import json
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F

PIXELS, BATCH, VALIDATION = 784, 128, 6000


def read_images(path):
    with gzip.open(path) as file:
        content = bytearray(file.read())
    pixels = torch.frombuffer(content, dtype=torch.uint8, offset=16)
    return (pixels.to(torch.float32) / 255).view(-1, PIXELS)


def glorot(layer):
    torch.nn.init.xavier_uniform_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    return layer


class Vae(torch.nn.Module):
    """784 → hidden → (mean, log-variance) → hidden reversed → 784; the two heads are one product."""

    def __init__(self, hidden=(512, 256), latent=2):
        super().__init__()
        linear = lambda inputs, outputs: glorot(torch.nn.Linear(inputs, outputs))
        widths, back = [PIXELS, *hidden], [latent, *reversed(hidden)]
        self.encoder = torch.nn.ModuleList(linear(*pair) for pair in zip(widths, widths[1:]))
        self.heads = torch.nn.Linear(widths[-1], 2 * latent)
        for head in self.heads.weight.data.chunk(2):
            torch.nn.init.xavier_uniform_(head)
        torch.nn.init.zeros_(self.heads.bias)
        self.decoder = torch.nn.ModuleList(linear(*pair) for pair in zip(back, back[1:]))
        self.output = linear(back[-1], PIXELS)

    def encode(self, x):
        for layer in self.encoder:
            x = F.relu(layer(x), inplace=True)
        return self.heads(x).chunk(2, dim=1)

    def decode(self, z):
        for layer in self.decoder:
            z = F.relu(layer(z), inplace=True)
        return self.output(z)

    def forward(self, x):
        mean, log_variance = self.encode(x)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decode(z), mean, log_variance


class ConvolutionalVae(torch.nn.Module):
    """Convolutions of stride 2 → perhaps a dense layer → (mean, log-variance), and mirrored back to the picture."""

    def __init__(self, side, colours, channels, dense, latent):
        super().__init__()
        widths, small = [colours, *channels], side >> len(channels)
        back = list(reversed(channels))
        flat = back[0] * small * small
        self.small = (back[0], small, small)
        self.encoder = torch.nn.ModuleList(glorot(torch.nn.Conv2d(a, b, 3, 2, 1)) for a, b in zip(widths, widths[1:]))
        self.dense = torch.nn.ModuleList([glorot(torch.nn.Linear(flat, dense))] if dense else [])
        self.heads = glorot(torch.nn.Linear(dense or flat, 2 * latent))
        self.mirrored = torch.nn.ModuleList([glorot(torch.nn.Linear(latent, dense))] if dense else [])
        self.picture = glorot(torch.nn.Linear(dense or latent, flat))
        self.decoder = torch.nn.ModuleList(
            glorot(torch.nn.ConvTranspose2d(a, b, 3, 2, 1, output_padding=1)) for a, b in zip([back[0], *back], back))
        self.output = glorot(torch.nn.ConvTranspose2d(back[-1], colours, 3, 1, 1))

    def forward(self, x):
        h = x
        for layer in self.encoder:
            h = F.relu(layer(h), inplace=True)
        h = h.flatten(1)
        for layer in self.dense:
            h = F.relu(layer(h), inplace=True)
        mean, log_variance = self.heads(h).chunk(2, dim=1)
        h = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        for layer in [*self.mirrored, self.picture]:
            h = F.relu(layer(h), inplace=True)
        h = h.view(-1, *self.small)
        for layer in self.decoder:
            h = F.relu(layer(h), inplace=True)
        return self.output(h), mean, log_variance


class TwoLayers(torch.nn.Module):
    """Pictures of some channels → more → as many as before, each by a convolution that keeps the size."""

    def __init__(self, outer, inner, kernel):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Conv2d(a, b, kernel, 1, kernel // 2) for a, b in [(outer, inner), (inner, outer)])

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x), inplace=True)
        return x


def in_faster_format(make, steps=2, rounds=3):
    """A training in the one of PyTorch's memory formats in which it is faster."""
    def seconds(form):
        training = make(form)
        return min(training.train(steps)["seconds"] for _ in range(rounds))

    return make(min((torch.contiguous_format, torch.channels_last), key=seconds))


class NetworkTraining:
    """Steps of a convolutional VAE on one batch of pictures, which both sides make from the same formula or read from MNIST."""

    def __init__(self, request, images, cross_entropy, foreach, form):
        side, colours, batch = request["side"], request["outer"], request["batch"]
        self.x = (images[:batch].view(batch, 1, 28, 28) if colours == 1 else waves(batch, colours, side)).contiguous(memory_format=form)
        self.model = ConvolutionalVae(side, colours, request["channels"], request["width"], request["latent"]).to(memory_format=form)
        self.cross_entropy = CROSS_ENTROPIES[cross_entropy]
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-7, foreach=foreach)

    def train(self, batches):
        start, total = time.perf_counter(), 0.0
        for _ in range(batches):
            self.optimizer.zero_grad(set_to_none=True)
            logits, mean, log_variance = self.model(self.x)
            loss = (self.cross_entropy(logits.reshape(len(self.x), -1), self.x.reshape(len(self.x), -1)) + gaussian_kl(mean, log_variance)) / len(self.x)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return {"seconds": time.perf_counter() - start, "images": batches * len(self.x), "loss": total / batches}


class LayerTraining:
    """Both directions of two convolutions; the loss is the sum of what comes out, by parts of the batch."""

    def __init__(self, request, form):
        self.x = waves(request["batch"], request["outer"], request["side"]).contiguous(memory_format=form)
        self.model = TwoLayers(request["outer"], request["channels"][0], request["kernel"]).to(memory_format=form)

    def train(self, batches):
        start = time.perf_counter()
        for _ in range(batches):
            self.model.zero_grad(set_to_none=True)
            self.model(self.x).sum().backward()
        return {"seconds": time.perf_counter() - start, "images": batches * len(self.x), "loss": 0.0}


def waves(count, colours, side):
    """Pictures without a meaning: 0.5 + 0.5 sin(i + c + x (1 + i mod 3) / 7 + y (1 + i mod 5) / 9)."""
    i, c, y, x = torch.meshgrid(*(torch.arange(float(n)) for n in (count, colours, side, side)), indexing="ij")
    return 0.5 + 0.5 * torch.sin(i + c + x * (1 + i % 3) / 7 + y * (1 + i % 5) / 9)


def cross_entropy_built_in(logits, x):
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum")


def cross_entropy_softplus(logits, x):
    """The same in fewer passes: Σ softplus(l) − x·l."""
    return F.softplus(logits).sum() - torch.dot(x.flatten(), logits.flatten())


CROSS_ENTROPIES = {"binary_cross_entropy_with_logits": cross_entropy_built_in, "softplus": cross_entropy_softplus}


def gaussian_kl(mean, log_variance):
    return -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()


class Training:
    def __init__(self, images, batch=BATCH, hidden=(512, 256), latent=2, foreach=False, cross_entropy="binary_cross_entropy_with_logits"):
        self.images, self.batch, self.order = images, batch, []
        self.model = Vae(hidden, latent)
        self.cross_entropy = CROSS_ENTROPIES[cross_entropy]
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-7, foreach=foreach)

    def step(self, x):
        self.optimizer.zero_grad(set_to_none=True)
        logits, mean, log_variance = self.model(x)
        loss = (self.cross_entropy(logits, x) + gaussian_kl(mean, log_variance)) / len(x)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def train(self, batches):
        """Goes on for so many batches; every pass over the images has a new random order. Returns seconds, images and their mean loss."""
        start = time.perf_counter()
        total, images = torch.zeros(()), 0
        for _ in range(batches):
            if not self.order:
                self.order = list(torch.randperm(len(self.images)).split(self.batch))[::-1]
            indices = self.order.pop()
            total += self.step(self.images.index_select(0, indices)) * len(indices)
            images += len(indices)
        loss = total.item() / images
        return {"seconds": time.perf_counter() - start, "images": images, "loss": loss}


@torch.inference_mode()
def evaluate(training, images, batch=1000):
    start = time.perf_counter()
    total = 0.0
    for x in images.split(batch):
        logits, mean, log_variance = training.model(x)
        total += (training.cross_entropy(logits, x) + gaussian_kl(mean, log_variance)).item()
    return {"seconds": time.perf_counter() - start, "images": len(images), "loss": total / len(images)}


@torch.inference_mode()
def likelihood(training, images, samples):
    """−log p(x) by importance sampling, an image at a time with all its samples as one batch."""
    start = time.perf_counter()
    model, total = training.model, 0.0
    means, log_variances = model.encode(images)
    for x, mean, log_variance in zip(images, means, log_variances):
        noise = torch.randn(samples, len(mean))
        z = mean + torch.exp(0.5 * log_variance) * noise
        logits = model.decode(z)
        # Σ softplus(l) − x·l for each sample; the factors of 2π in prior and posterior cancel.
        reconstruction = F.softplus(logits).sum(1) - logits.mv(x)
        log_weights = -reconstruction - 0.5 * z.square().sum(1) + 0.5 * (log_variance + noise.square()).sum(1)
        total -= torch.logsumexp(log_weights, 0).item() - torch.log(torch.tensor(float(samples))).item()
    return {"seconds": time.perf_counter() - start, "images": len(images), "loss": total / len(images)}


@torch.inference_mode()
def bare_products(model, batches, batch=BATCH):
    """The matrix products of so many batches and nothing else: no bias, no activation, no loss, no optimizer."""
    layers = [layer.weight for layer in [*model.encoder, model.heads, *model.decoder, model.output]]
    work = [(torch.randn(batch, w.shape[1]), w, torch.randn(batch, w.shape[0])) for w in layers]
    buffers = [(torch.empty_like(dy), torch.empty_like(w), torch.empty_like(x)) for x, w, dy in work]
    start = time.perf_counter()
    for _ in range(batches):
        for i, ((x, w, dy), (y, dw, dx)) in enumerate(zip(work, buffers)):
            torch.mm(x, w.t(), out=y)
            torch.mm(dy.t(), x, out=dw)
            if i > 0:
                torch.mm(dy, w, out=dx)
    return time.perf_counter() - start


def fastest(images, steps=25, rounds=5):
    """Tries PyTorch's ways to say the same thing, and keeps the fastest of each."""
    batch = images[:BATCH]

    def seconds(**ways):
        training = Training(images, **ways)
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            for _ in range(steps):
                training.step(batch)
            times.append(time.perf_counter() - start)
        return min(times)

    cross_entropy = min(CROSS_ENTROPIES, key=lambda name: seconds(cross_entropy=name))
    foreach = min((False, True), key=lambda value: seconds(cross_entropy=cross_entropy, foreach=value))
    return {"cross_entropy": cross_entropy, "foreach": foreach}


def blas():
    """The library that multiplies matrices, as its file is called; empty where that cannot be told."""
    try:
        with open("/proc/self/maps") as maps:
            names = {os.path.basename(os.path.realpath(line.split()[-1])) for line in maps if "blas" in line or "mkl" in line}
        return ", ".join(sorted(name for name in names if name.startswith(("libopenblas", "libmkl", "libblis", "libatlas")))) or ", ".join(sorted(names))
    except OSError:
        return ""


def blas_core():
    """The processor that OpenBLAS took this one for."""
    import ctypes
    try:
        name = ctypes.CDLL("libblas.so.3").openblas_get_corename
        name.restype = ctypes.c_char_p
        return name().decode()
    except (OSError, AttributeError):
        return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the folder with MNIST's gzipped IDX files")
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(0)
    everything = read_images(os.path.join(options.data, "train-images-idx3-ubyte.gz"))
    images, validation = everything[:-VALIDATION], everything[-VALIDATION:]
    test = read_images(os.path.join(options.data, "t10k-images-idx3-ubyte.gz"))

    ways = fastest(images)
    torch.manual_seed(0)
    training = Training(images, **ways)
    shapes = {}

    def answer(request):
        kind = request["do"]
        if kind == "about":
            return {
                "torch": torch.__version__, "python": sys.version.split()[0], "blas": " ".join([blas(), blas_core()]).strip(),
                "ways": f"{ways['cross_entropy']}, {'foreach' if ways['foreach'] else 'plain'} Adam",
            }
        if kind == "train":
            return training.train(request["batches"])
        if kind == "validate":
            return evaluate(training, validation)["loss"]
        if kind == "evaluate":
            return evaluate(training, test)
        if kind == "likelihood":
            return likelihood(training, test[: request["images"]], request["samples"])
        if kind == "products":
            return bare_products(training.model, request["batches"])
        if kind == "shape":
            # Kept from one call to the next, so that a second call finds everything warm.
            key = (request["width"], request["batch"], request["latent"], request["size"])
            if key not in shapes:
                shapes.clear()
                shapes[key] = Training(everything[: request["size"]], request["batch"], (request["width"], request["width"] // 2), request["latent"], **ways)
            return shapes[key].train(request["batches"])
        if kind in ("network", "layers"):
            key = json.dumps({**request, "batches": 0})
            if key not in shapes:
                shapes.clear()
                make = (lambda form: NetworkTraining(request, images, form=form, **ways)) if kind == "network" else (lambda form: LayerTraining(request, form))
                shapes[key] = in_faster_format(make)
            return shapes[key].train(request["batches"])
        if kind == "memory":
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        raise ValueError(f"'{kind}' is not known here")

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
