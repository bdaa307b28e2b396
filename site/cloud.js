// The arithmetic of a cloud q(z|x) = N(μ, diag σ²) for one digit that gradients move: for the figures reparam and elbo.
(function (lab) {
  "use strict";
  const { math } = lab, DRAWS = 8, RATE = 0.0025, LONGEST = 0.12;

  function make(seed) {
    const cloud = {
      mean: [0, 0], logVariance: [0, 0], noise: [],
      sigma: j => Math.exp(cloud.logVariance[j] / 2),
      fresh() {
        const normal = math.normal(math.random(seed++));
        cloud.noise = Array.from({ length: DRAWS / 2 }, () => [normal(), normal()]).flatMap(e => [e, e.map(v => -v)]);
      },
      /** A step of gradient descent, its length limited: far from home slopes are steep. */
      step(mean, logVariance) {
        const size = Math.hypot(...mean, ...logVariance) * RATE, limit = Math.min(1, LONGEST / (size || 1)) * RATE;
        cloud.mean = cloud.mean.map((m, j) => Math.max(-5, Math.min(5, m - limit * mean[j])));
        cloud.logVariance = cloud.logVariance.map((v, j) => Math.max(-9, Math.min(2, v - 4 * limit * logVariance[j])));
        return size;
      },
      set(mean, sigma) {
        cloud.mean = mean.slice(0, 2);
        cloud.logVariance = sigma.slice(0, 2).map(s => 2 * Math.log(Math.max(0.01, s)));
      },
      factor: () => [[cloud.sigma(0), 0], [0, cloud.sigma(1)]],
    };
    cloud.fresh();
    return cloud;
  }

  /** The gradient of −log p(x|z), averaged over the draws, by μ and ln σ² (DiagonalGaussian.Reparameterize, and Tape.Backward). */
  function reconstructionGradient(model, cloud, x) {
    const draws = cloud.noise.map(e => {
      const z = cloud.mean.map((m, j) => m + cloud.sigma(j) * e[j]);
      return { e, z, ...model.lossAndSlope(z, x) };
    });
    const average = f => [0, 1].map(j => draws.reduce((sum, d) => sum + f(d, j), 0) / draws.length);
    return {
      draws,
      loss: draws.reduce((sum, d) => sum + d.loss, 0) / draws.length,
      mean: average((d, j) => d.slope[j]),
      logVariance: average((d, j) => 0.5 * cloud.sigma(j) * d.e[j] * d.slope[j]),
    };
  }

  /** The gradient of KL(N(μ, diag σ²) ‖ N(0, I)): μ, and ½(σ² − 1). */
  const klGradient = cloud => ({ mean: cloud.mean, logVariance: cloud.logVariance.map(v => (Math.exp(v) - 1) / 2) });

  /** A step down one force or both; `gradient` is that of the reconstruction. Returns the step's size. */
  function descend(cloud, gradient, force, beta) {
    const kl = klGradient(cloud), a = force === "kl" ? 0 : 1, b = force === "reconstruction" ? 0 : beta, scale = force === "kl" ? 30 : 1;
    const mix = part => gradient[part].map((v, j) => scale * (a * v + b * kl[part][j]));
    return cloud.step(mix("mean"), mix("logVariance"));
  }

  /** Where the figures begin. */
  const STARTS = { reparam: { mean: [-1.5, 1], sigma: [0.7, 0.7], digit: 7 }, elbo: { mean: [1.2, 1.4], sigma: [0.6, 0.6], digit: 0 } };

  lab.cloud = { DRAWS, STARTS, make, reconstructionGradient, klGradient, descend };
})(globalThis.VAELAB ??= {});
