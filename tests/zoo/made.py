"""Networks whose result is a picture: drawn, mended, divided or dreamt up."""

from __future__ import annotations

from tests.zoo.sheet import Sheet, Spec, conv, dense, drop, groups, known, pool, reshape, up


def _u_net(s: Sheet, x: str, classes: int, *, normalised: bool) -> None:
    norm: tuple[Spec, ...] = ("BatchNorm",) if normalised else ()
    aside = []

    def twice(x: str, width: int) -> str:
        return s.row(x, conv(width), *norm, "ReLU", conv(width), *norm, "ReLU")

    for width in (64, 128, 256):
        x = twice(x, width)
        aside.append(x)
        x = s.put(pool(), x)
    x = twice(x, 512)
    for width in (256, 128, 64):
        x = twice(s.concatenate(aside.pop(), s.put(up(width), x)), width)
    s.output(s.put(conv(classes, 1), x))


@known("U-Net", family="u-net")
def u_net(s: Sheet) -> None:
    _u_net(s, s.image(1, 128, 128), 2, normalised=False)


@known("U-Net with batch normalisation", family="u-net")
def u_net_normalised(s: Sheet) -> None:
    _u_net(s, s.image(3, 128, 128), 21, normalised=True)


@known("3D U-Net", family="u-net")
def u_net_3d(s: Sheet) -> None:
    _u_net(s, s.volume(1, 32, 64, 64), 3, normalised=True)


@known("Pix2pix generator", family="u-net")
def pix2pix(s: Sheet) -> None:
    x = s.put(conv(64, 4, 2), s.image(3, 256, 256))
    aside = [x]
    for width in (128, 256, 512, 512):
        x = s.row(x, "LeakyReLU", conv(width, 4, 2), "BatchNorm")
        aside.append(x)
    x = aside.pop()
    for width in (512, 256, 128, 64):
        x = s.row(x, "ReLU", up(width, 4, 2, padding=1), "BatchNorm", drop())
        x = s.concatenate(x, aside.pop())
    s.output(s.row(x, "ReLU", up(3, 4, 2, padding=1), "Tanh"))


@known("Fully convolutional network for areas", family="fcn-areas")
def fcn_areas(s: Sheet) -> None:
    x, kept = s.image(3, 224, 224), []
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            x = s.row(x, conv(width), "ReLU")
        x = s.put(pool(), x)
        kept.append(x)
    x = s.row(x, conv(4096, 7), "ReLU", drop(), conv(4096, 1), "ReLU", drop(), conv(21, 1))
    x = s.add(s.put(up(21), x), s.put(conv(21, 1), kept[3]))
    x = s.add(s.put(up(21), x), s.put(conv(21, 1), kept[2]))
    s.output(s.put(up(21, 8, 8), x))


@known("SegNet", family="segnet")
def segnet(s: Sheet) -> None:
    x = s.image(3, 224, 224)
    for width in (64, 128, 256, 512):
        x = s.row(x, conv(width), "BatchNorm", "ReLU", conv(width), "BatchNorm", "ReLU", pool())
    for width in (256, 128, 64, 64):
        x = s.row(x, up(width), conv(width), "BatchNorm", "ReLU", conv(width), "BatchNorm", "ReLU")
    s.output(s.row(x, conv(12), "Softmax"))


@known("DCGAN generator", family="dcgan")
def dcgan_generator(s: Sheet) -> None:
    x = s.row(s.numbers(100), reshape(100, 1, 1), up(512, 4, 1), "BatchNorm", "ReLU")
    for width in (256, 128, 64):
        x = s.row(x, up(width, 4, 2, padding=1), "BatchNorm", "ReLU")
    s.output(s.row(x, up(3, 4, 2, padding=1), "Tanh"))


@known("DCGAN discriminator", family="dcgan")
def dcgan_discriminator(s: Sheet) -> None:
    x = s.row(s.image(3, 64, 64), conv(64, 4, 2), "LeakyReLU")
    for width in (128, 256, 512):
        x = s.row(x, conv(width, 4, 2), "BatchNorm", "LeakyReLU")
    s.output(s.row(x, conv(1, 4, padding=0), "Flatten", "Sigmoid"))


@known("Generator that begins with a dense layer", family="dcgan")
def dense_first_generator(s: Sheet) -> None:
    x = s.row(s.numbers(100), dense(7 * 7 * 256), "BatchNorm", "LeakyReLU", reshape(256, 7, 7))
    x = s.row(x, up(128, 4, 2, padding=1), "BatchNorm", "LeakyReLU", up(64, 4, 2, padding=1))
    s.output(s.row(x, "BatchNorm", "LeakyReLU", conv(1, 5), "Tanh"))


@known("Critic of a Wasserstein GAN", family="dcgan")
def critic(s: Sheet) -> None:
    x = s.image(3, 64, 64)
    for width in (64, 128, 256):
        x = s.row(x, conv(width, 5, 2), groups(1), "LeakyReLU", drop(0.3))
    s.output(s.row(x, "Flatten", dense(1)))


@known("Discriminator of patches", family="patchgan")
def patch_discriminator(s: Sheet) -> None:
    both = s.concatenate(s.image(3, 256, 256), s.image(3, 256, 256))
    x = s.row(both, conv(64, 4, 2), "LeakyReLU")
    for width in (128, 256):
        x = s.row(x, conv(width, 4, 2), "BatchNorm", "LeakyReLU")
    s.output(s.row(x, conv(1, 4), "Sigmoid"))


@known("Dense generator", family="dense-gan")
def dense_generator(s: Sheet) -> None:
    x = s.numbers(100)
    for units in (256, 512, 1024):
        x = s.row(x, dense(units), "LeakyReLU", "BatchNorm")
    s.output(s.row(x, dense(784), "Tanh", reshape(1, 28, 28)))


@known("Dense discriminator", family="dense-gan")
def dense_discriminator(s: Sheet) -> None:
    x = s.put("Flatten", s.image(1, 28, 28))
    for units in (512, 256):
        x = s.row(x, dense(units), "LeakyReLU", drop(0.3))
    s.output(s.row(x, dense(1), "Sigmoid"))


@known("Style transfer", family="style-transfer")
def style_transfer(s: Sheet) -> None:
    x = s.row(s.image(3, 256, 256), conv(32, 9), groups(32), "ReLU")
    for width in (64, 128):
        x = s.row(x, conv(width, 3, 2), groups(width), "ReLU")
    for _ in range(5):
        x = s.add(x, s.row(x, conv(128), groups(128), "ReLU", conv(128), groups(128)))
    for width in (64, 32):
        x = s.row(x, up(width), groups(width), "ReLU")
    s.output(s.row(x, conv(3, 9), "Tanh"))


@known("Convolutional autoencoder", family="conv-autoencoder")
def conv_autoencoder(s: Sheet) -> None:
    x = s.row(s.image(1, 28, 28), conv(32), "ReLU", pool(), conv(32), "ReLU", pool())
    x = s.row(x, up(32), "ReLU", up(32), "ReLU", conv(1), "Sigmoid")
    s.output(x)


@known("Convolutional autoencoder with a narrow middle", family="conv-autoencoder")
def narrow_autoencoder(s: Sheet) -> None:
    x = s.row(s.image(1, 28, 28), conv(16, 3, 2), "ReLU", conv(32, 3, 2), "ReLU", "Flatten")
    x = s.row(x, dense(64), dense(32 * 49), "ReLU", reshape(32, 7, 7), up(16), "ReLU", up(1))
    s.output(s.put("Sigmoid", x))


@known("Dense autoencoder", family="dense-autoencoder")
def dense_autoencoder(s: Sheet) -> None:
    x = s.put("Flatten", s.image(1, 28, 28))
    for units in (128, 64, 32, 64, 128):
        x = s.row(x, dense(units), "ReLU")
    s.output(s.row(x, dense(784), "Sigmoid", reshape(1, 28, 28)))


@known("Variational encoder", family="variational")
def variational_encoder(s: Sheet) -> None:
    x = s.row(s.image(1, 28, 28), conv(32, 3, 2), "ReLU", conv(64, 3, 2), "ReLU", "Flatten")
    x = s.row(x, dense(16), "ReLU")
    s.output(s.put(dense(2), x))
    s.output(s.put(dense(2), x))


@known("Variational decoder", family="variational")
def variational_decoder(s: Sheet) -> None:
    x = s.row(s.numbers(2), dense(7 * 7 * 64), "ReLU", reshape(64, 7, 7), up(64), "ReLU", up(32))
    s.output(s.row(x, "ReLU", conv(1), "Sigmoid"))


@known("Variational encoder of rows", family="variational")
def variational_rows(s: Sheet) -> None:
    x = s.row(s.numbers(784), dense(400), "ReLU")
    s.output(s.put(dense(20), x))
    s.output(s.row(x, dense(20), "Softplus"))


@known("SRCNN", family="larger-pictures")
def srcnn(s: Sheet) -> None:
    s.output(s.row(s.image(1, 33, 33), conv(64, 9), "ReLU", conv(32, 1), "ReLU", conv(1, 5)))


@known("VDSR", family="larger-pictures")
def vdsr(s: Sheet) -> None:
    first = s.image(1, 41, 41)
    x = first
    for _ in range(8):
        x = s.row(x, conv(64), "ReLU")
    s.output(s.add(first, s.put(conv(1), x)))


@known("EDSR", family="larger-pictures")
def edsr(s: Sheet) -> None:
    first = s.put(conv(64), s.image(3, 48, 48))
    x = first
    for _ in range(4):
        x = s.add(x, s.row(x, conv(64), "ReLU", conv(64)))
    s.output(s.row(s.add(first, s.put(conv(64), x)), up(64), conv(3)))


@known("DnCNN", family="denoising")
def dncnn(s: Sheet) -> None:
    first = s.image(1, 40, 40)
    x = s.row(first, conv(64), "ReLU")
    for _ in range(6):
        x = s.row(x, conv(64), "BatchNorm", "ReLU")
    s.output(s.add(first, s.put(conv(1), x)))


@known("Colourist", family="colours")
def colourist(s: Sheet) -> None:
    x = s.row(s.image(1, 224, 224), conv(64, 3, 2), "BatchNorm", "ReLU", conv(128), "BatchNorm")
    x = s.row(x, "ReLU", conv(256, 3, 2), "BatchNorm", "ReLU", conv(256, 3, dilation=2))
    x = s.row(
        x, "BatchNorm", "ReLU", up(128), "ReLU", conv(64), "ReLU", up(32), "ReLU", conv(2), "Tanh"
    )
    s.output(x)


@known("Atrous pyramid", family="deeplab")
def deeplab(s: Sheet) -> None:
    x = s.image(3, 256, 256)
    for width in (64, 128, 256):
        x = s.row(x, conv(width, 3, 2), "BatchNorm", "ReLU", conv(width), "BatchNorm", "ReLU")
    ways = [s.row(x, conv(256, 1), "BatchNorm", "ReLU")]
    for rate in (6, 12, 18):
        ways.append(s.row(x, conv(256, 3, dilation=rate), "BatchNorm", "ReLU"))
    x = s.row(s.concatenate(*ways), conv(256, 1), "BatchNorm", "ReLU", drop(0.1), conv(21, 1))
    s.output(s.put(up(21, 8, 8), x))
