"""Networks that say what is in a picture."""

from __future__ import annotations

from tests.zoo.sheet import Sheet, Spec, conv, dense, drop, groups, known, pool

_CLASSES = (dense(1000), "Softmax")


@known("LeNet-5", family="lenet")
def lenet(s: Sheet) -> None:
    x = s.image(1, 32, 32)
    x = s.row(x, conv(6, 5, padding=0), "Tanh", pool("Avg"), conv(16, 5, padding=0), "Tanh")
    x = s.row(x, pool("Avg"), conv(120, 5, padding=0), "Tanh", "Flatten", dense(84), "Tanh")
    s.output(s.row(x, dense(10), "Softmax"))


@known("Small convolutional network for digits", family="small-cnn")
def small_cnn(s: Sheet) -> None:
    x = s.row(s.image(1, 28, 28), conv(32, padding=0), "ReLU", pool(), conv(64, padding=0), "ReLU")
    s.output(s.row(x, pool(), "Flatten", drop(0.5), dense(10), "Softmax"))


@known("Small convolutional network for ten classes of things", family="small-cnn")
def small_cnn_for_things(s: Sheet) -> None:
    x = s.image(3, 32, 32)
    for filters in (32, 64, 128):
        x = s.row(x, conv(filters), "ReLU", "BatchNorm", conv(filters), "ReLU", "BatchNorm")
        x = s.row(x, pool(), drop(0.2))
    x = s.row(x, "Flatten", dense(128), "ReLU", "BatchNorm", drop(0.5), dense(10), "Softmax")
    s.output(x)


@known("AlexNet", family="alexnet")
def alexnet(s: Sheet) -> None:
    x = s.row(s.image(3, 224, 224), conv(64, 11, 4, padding=2), "ReLU", pool(size=3, stride=2))
    x = s.row(x, conv(192, 5), "ReLU", pool(size=3, stride=2), conv(384), "ReLU", conv(256))
    x = s.row(x, "ReLU", conv(256), "ReLU", pool(size=3, stride=2), "Flatten", drop(), dense(4096))
    s.output(s.row(x, "ReLU", drop(), dense(4096), "ReLU", *_CLASSES))


def _vgg(s: Sheet, counts: tuple[int, ...], *, normalised: bool = False) -> None:
    x = s.image(3, 224, 224)
    for filters, count in zip((64, 128, 256, 512, 512), counts, strict=True):
        for _ in range(count):
            x = s.row(x, conv(filters), *(("BatchNorm",) if normalised else ()), "ReLU")
        x = s.put(pool(), x)
    x = s.row(x, "Flatten", dense(4096), "ReLU", drop(), dense(4096), "ReLU", drop())
    s.output(s.row(x, *_CLASSES))


@known("VGG-11", family="vgg")
def vgg_11(s: Sheet) -> None:
    _vgg(s, (1, 1, 2, 2, 2))


@known("VGG-16", family="vgg")
def vgg_16(s: Sheet) -> None:
    _vgg(s, (2, 2, 3, 3, 3))


@known("VGG-16 with batch normalisation", family="vgg")
def vgg_16_normalised(s: Sheet) -> None:
    _vgg(s, (2, 2, 3, 3, 3), normalised=True)


def _squeeze_excite(s: Sheet, x: str, channels: int, gate: str = "Sigmoid") -> str:
    squeezed = s.row(x, ("GlobalAvgPool", {"keepdim": True}), conv(max(4, channels // 16), 1))
    return s.multiply(x, s.row(squeezed, "ReLU", conv(channels, 1), gate))


def _residual(s: Sheet, x: str, body: tuple[Spec, ...], shortcut: Spec | None, se: int = 0) -> str:
    y = s.row(x, *body)
    if se:
        y = _squeeze_excite(s, y, se)
    aside = x if shortcut is None else s.row(x, shortcut, "BatchNorm")
    return s.put("ReLU", s.add(y, aside))


def _resnet(
    s: Sheet, counts: tuple[int, ...], *, deep: bool, cardinality: int = 1, se: bool = False
) -> None:
    x = s.row(s.image(3, 224, 224), conv(64, 7, 2), "BatchNorm", "ReLU", pool("Max", 3, 2, 1))
    for stage, count in enumerate(counts):
        width = 64 * 2**stage
        out = width * 4 if deep else width
        for number in range(count):
            stride = 2 if stage and not number else 1
            if deep:
                inner = width * 2 if cardinality > 1 else width
                body: tuple[Spec, ...] = (
                    conv(inner, 1),
                    "BatchNorm",
                    "ReLU",
                    conv(inner, 3, stride, groups=cardinality),
                    "BatchNorm",
                    "ReLU",
                    conv(out, 1),
                    "BatchNorm",
                )
            else:
                body = (conv(out, 3, stride), "BatchNorm", "ReLU", conv(out), "BatchNorm")
            is_new = not number and (deep or stage > 0)
            shortcut = conv(out, 1, stride) if is_new else None
            x = _residual(s, x, body, shortcut, out if se else 0)
    s.output(s.row(x, "GlobalAvgPool", *_CLASSES))


@known("ResNet-18", family="resnet")
def resnet_18(s: Sheet) -> None:
    _resnet(s, (2, 2, 2, 2), deep=False)


@known("ResNet-34", family="resnet")
def resnet_34(s: Sheet) -> None:
    _resnet(s, (3, 4, 6, 3), deep=False)


@known("ResNet-50", family="resnet")
def resnet_50(s: Sheet) -> None:
    _resnet(s, (3, 4, 6, 3), deep=True)


@known("ResNeXt-50", family="resnet")
def resnext(s: Sheet) -> None:
    _resnet(s, (3, 4, 6, 3), deep=True, cardinality=32)


@known("SE-ResNet-18", family="resnet")
def se_resnet(s: Sheet) -> None:
    _resnet(s, (2, 2, 2, 2), deep=False, se=True)


@known("Wide ResNet with activation first", family="resnet")
def wide_resnet(s: Sheet) -> None:
    x = s.put(conv(16), s.image(3, 32, 32))
    for stage, width in enumerate((64, 128, 256)):
        for number in range(2):
            stride = 2 if stage and not number else 1
            first = s.row(x, "BatchNorm", "ReLU")
            y = s.row(first, conv(width, 3, stride), "BatchNorm", "ReLU", drop(0.3), conv(width))
            x = s.add(y, s.put(conv(width, 1, stride), first) if not number else x)
    s.output(s.row(x, "BatchNorm", "ReLU", "GlobalAvgPool", dense(10), "Softmax"))


@known("MobileNet", family="mobilenet")
def mobilenet(s: Sheet) -> None:
    x = s.row(s.image(3, 224, 224), conv(32, 3, 2), "BatchNorm", "ReLU")
    channels = 32
    plan = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (1024, 2))
    for filters, stride in plan:
        x = s.row(x, conv(channels, 3, stride, groups=channels), "BatchNorm", "ReLU")
        x = s.row(x, conv(filters, 1), "BatchNorm", "ReLU")
        channels = filters
    s.output(s.row(x, "GlobalAvgPool", drop(0.2), *_CLASSES))


def _inverted(
    s: Sheet, x: str, channels: int, filters: int, stride: int, act: str, *, se: str = ""
) -> str:
    inner = channels * 6
    y = s.row(x, conv(inner, 1), "BatchNorm", act)
    y = s.row(y, conv(inner, 3, stride, groups=inner), "BatchNorm", act)
    if se:
        y = _squeeze_excite(s, y, inner, se)
    y = s.row(y, conv(filters, 1), "BatchNorm")
    return s.add(y, x) if stride == 1 and channels == filters else y


def _mobile(s: Sheet, act: str, *, se: str = "", head: tuple[Spec, ...] = ()) -> None:
    x = s.row(s.image(3, 224, 224), conv(32, 3, 2), "BatchNorm", act)
    channels = 32
    for filters, stride in ((16, 1), (24, 2), (24, 1), (40, 2), (40, 1), (96, 2), (96, 1)):
        x = _inverted(s, x, channels, filters, stride, act, se=se)
        channels = filters
    x = s.row(x, conv(1280, 1), "BatchNorm", act, "GlobalAvgPool", *head, *_CLASSES)
    s.output(x)


@known("MobileNetV2", family="mobilenet")
def mobilenet_v2(s: Sheet) -> None:
    _mobile(s, "ReLU", head=(drop(0.2),))


@known("MobileNetV3", family="mobilenet")
def mobilenet_v3(s: Sheet) -> None:
    _mobile(s, "Hardswish", se="Sigmoid", head=(dense(1024), "Hardswish", drop(0.2)))


@known("EfficientNet-B0", family="mobilenet")
def efficientnet(s: Sheet) -> None:
    _mobile(s, "SiLU", se="Sigmoid", head=(drop(0.2),))


@known("SqueezeNet", family="squeezenet")
def squeezenet(s: Sheet) -> None:
    def fire(x: str, few: int, many: int) -> str:
        x = s.row(x, conv(few, 1), "ReLU")
        return s.concatenate(s.row(x, conv(many, 1), "ReLU"), s.row(x, conv(many), "ReLU"))

    x = s.row(s.image(3, 224, 224), conv(64, 3, 2, padding=0), "ReLU", pool(size=3, stride=2))
    x = s.put(pool(size=3, stride=2), fire(fire(x, 16, 64), 16, 64))
    x = s.put(pool(size=3, stride=2), fire(fire(x, 32, 128), 32, 128))
    x = fire(fire(fire(fire(x, 48, 192), 48, 192), 64, 256), 64, 256)
    s.output(s.row(x, drop(), conv(1000, 1), "ReLU", "GlobalAvgPool", "Softmax"))


@known("GoogLeNet", family="inception")
def googlenet(s: Sheet) -> None:
    def block(x: str, a: int, b: int, c: int, d: int) -> str:
        return s.concatenate(
            s.row(x, conv(a, 1), "ReLU"),
            s.row(x, conv(b // 2, 1), "ReLU", conv(b), "ReLU"),
            s.row(x, conv(c // 2, 1), "ReLU", conv(c, 5), "ReLU"),
            s.row(x, pool("Max", 3, 1, 1), conv(d, 1), "ReLU"),
        )

    x = s.row(s.image(3, 224, 224), conv(64, 7, 2), "ReLU", pool("Max", 3, 2, 1), conv(64, 1))
    x = s.row(x, "ReLU", conv(192), "ReLU", pool("Max", 3, 2, 1))
    x = s.put(pool("Max", 3, 2, 1), block(block(x, 64, 128, 32, 32), 128, 192, 96, 64))
    for _ in range(3):
        x = block(x, 192, 208, 48, 64)
    x = block(s.put(pool("Max", 3, 2, 1), x), 256, 320, 128, 128)
    s.output(s.row(x, "GlobalAvgPool", drop(0.4), *_CLASSES))


@known("Inception-v3", family="inception")
def inception_v3(s: Sheet) -> None:
    def unit(x: str, *sizes: tuple[int, int | tuple[int, int]], stride: int = 1) -> str:
        for filters, size in sizes:
            step = {"padding": 0} if stride > 1 else {"padding": "same"}
            layer = {"out_channels": filters, "kernel_size": size, "stride": stride, **step}
            x = s.row(x, ("Conv", layer), "BatchNorm", "ReLU")
        return x

    def block(x: str, far: int) -> str:
        return s.concatenate(
            unit(x, (64, 1)),
            unit(x, (48, 1), (64, (1, far)), (64, (far, 1))),
            unit(x, (64, 1), (96, 3), (96, 3)),
            unit(s.put(pool("Avg", 3, 1, 1), x), (32, 1)),
        )

    x = unit(s.image(3, 299, 299), (32, 3), stride=2)
    x = s.put(pool(size=3, stride=2), unit(x, (32, 3), (64, 3)))
    x = s.put(pool(size=3, stride=2), unit(x, (80, 1), (192, 3)))
    x = block(block(x, 5), 5)
    x = s.concatenate(
        unit(x, (384, 3), stride=2), s.put(pool(size=3, stride=2), x), unit(x, (96, 3), stride=2)
    )
    x = block(block(x, 7), 7)
    s.output(s.row(x, "GlobalAvgPool", drop(0.5), *_CLASSES))


@known("DenseNet", family="densenet")
def densenet(s: Sheet) -> None:
    x = s.row(s.image(3, 224, 224), conv(64, 7, 2), "BatchNorm", "ReLU", pool("Max", 3, 2, 1))
    for count in (4, 6, 4):
        for _ in range(count):
            y = s.row(x, "BatchNorm", "ReLU", conv(128, 1), "BatchNorm", "ReLU", conv(32))
            x = s.concatenate(x, y)
        x = s.row(x, "BatchNorm", "ReLU", conv(128, 1), pool("Avg"))
    s.output(s.row(x, "BatchNorm", "ReLU", "GlobalAvgPool", *_CLASSES))


@known("Network in network", family="nin")
def network_in_network(s: Sheet) -> None:
    x = s.image(3, 32, 32)
    for filters, size, which in ((192, 5, "Max"), (192, 5, "Avg")):
        x = s.row(x, conv(filters, size), "ReLU", conv(160, 1), "ReLU", conv(96, 1), "ReLU")
        x = s.row(x, pool(which, 3, 2), drop())
    x = s.row(x, conv(192), "ReLU", conv(192, 1), "ReLU", conv(10, 1), "ReLU")
    s.output(s.row(x, "GlobalAvgPool", "Softmax"))


@known("All convolutional network", family="all-convolutional")
def all_convolutional(s: Sheet) -> None:
    x = s.row(s.image(3, 32, 32), drop(0.2), conv(96), "ReLU", conv(96), "ReLU", conv(96, 3, 2))
    x = s.row(x, "ReLU", drop(), conv(192), "ReLU", conv(192), "ReLU", conv(192, 3, 2), "ReLU")
    x = s.row(x, drop(), conv(192), "ReLU", conv(192, 1), "ReLU", conv(10, 1), "ReLU")
    s.output(s.row(x, "GlobalAvgPool", "Softmax"))


@known("Xception", family="xception")
def xception(s: Sheet) -> None:
    def separable(x: str, channels: int, filters: int) -> str:
        return s.row(x, conv(channels, groups=channels), conv(filters, 1), "BatchNorm")

    x = s.row(s.image(3, 299, 299), conv(32, 3, 2), "BatchNorm", "ReLU", conv(64), "BatchNorm")
    x, channels = s.put("ReLU", x), 64
    for filters in (128, 256, 728):
        y = separable(s.put("ReLU", separable(x, channels, filters)), filters, filters)
        y = s.put(pool("Max", 3, 2, 1), y)
        x = s.add(y, s.row(x, conv(filters, 1, 2), "BatchNorm"))
        channels = filters
    for _ in range(2):
        y = x
        for _unit in range(3):
            y = separable(s.put("ReLU", y), channels, channels)
        x = s.add(y, x)
    x = s.put("ReLU", separable(x, channels, 1024))
    s.output(s.row(x, "GlobalAvgPool", *_CLASSES))


@known("ConvMixer", family="convmixer")
def convmixer(s: Sheet) -> None:
    x = s.row(s.image(3, 224, 224), conv(256, 7, 7, padding=0), "GELU", "BatchNorm")
    for _ in range(8):
        y = s.row(x, conv(256, 9, groups=256), "GELU", "BatchNorm")
        x = s.row(s.add(y, x), conv(256, 1), "GELU", "BatchNorm")
    s.output(s.row(x, "GlobalAvgPool", *_CLASSES))


@known("ConvNeXt", family="convnext")
def convnext(s: Sheet) -> None:
    x = s.row(s.image(3, 224, 224), conv(96, 4, 4, padding=0), groups(1))
    for stage, width in enumerate((96, 192, 384, 768)):
        if stage:
            x = s.row(x, groups(1), conv(width, 2, 2, padding=0))
        for _ in range(2):
            y = s.row(x, conv(width, 7, groups=width), groups(1), conv(4 * width, 1), "GELU")
            x = s.add(x, s.put(conv(width, 1), y))
    s.output(s.row(x, "GlobalAvgPool", "LayerNorm", dense(1000), "Softmax"))


@known("RepVGG", family="repvgg")
def repvgg(s: Sheet) -> None:
    x = s.image(3, 224, 224)
    for width in (48, 96, 192):
        for number in range(3):
            stride = 1 if number else 2
            ways = [s.row(x, conv(width, 3, stride), "BatchNorm")]
            ways.append(s.row(x, conv(width, 1, stride), "BatchNorm"))
            if number:
                ways.append(s.put("BatchNorm", x))
            x = s.put("ReLU", s.add(*ways))
    s.output(s.row(x, "GlobalAvgPool", *_CLASSES))


@known("Darknet-19", family="darknet")
def darknet(s: Sheet) -> None:
    x = s.image(3, 416, 416)
    for width, count in ((32, 1), (64, 1), (128, 3), (256, 3), (512, 5)):
        for number in range(count):
            layer = conv(width // 2, 1) if number % 2 else conv(width)
            x = s.row(x, layer, "BatchNorm", "LeakyReLU")
        x = s.put(pool(), x)
    s.output(s.row(x, conv(1024), "BatchNorm", "LeakyReLU", conv(125, 1)))


@known("Network that steers a car", family="pilotnet")
def pilotnet(s: Sheet) -> None:
    x = s.put("BatchNorm", s.image(3, 66, 200))
    for filters in (24, 36, 48):
        x = s.row(x, conv(filters, 5, 2, padding=0), "ELU")
    x = s.row(x, conv(64, padding=0), "ELU", conv(64, padding=0), "ELU", "Flatten")
    for units in (100, 50, 10):
        x = s.row(x, dense(units), "ELU")
    s.output(s.put(dense(1), x))


@known("Deep Q-network", family="reinforcement")
def deep_q(s: Sheet) -> None:
    x = s.row(s.image(4, 84, 84), conv(32, 8, 4, padding=0), "ReLU", conv(64, 4, 2, padding=0))
    x = s.row(x, "ReLU", conv(64, padding=0), "ReLU", "Flatten", dense(512), "ReLU", dense(6))
    s.output(x)


@known("Actor and critic", family="reinforcement")
def actor_critic(s: Sheet) -> None:
    x = s.row(s.image(4, 84, 84), conv(16, 8, 4, padding=0), "ReLU", conv(32, 4, 2, padding=0))
    x = s.row(x, "ReLU", "Flatten", dense(256), "ReLU")
    s.output(s.row(x, dense(6), "Softmax"))
    s.output(s.put(dense(1), x))


@known("C3D", family="volumes")
def c3d(s: Sheet) -> None:
    x = s.row(s.volume(3, 16, 112, 112), conv(64), "ReLU", pool(), conv(128), "ReLU", pool())
    for filters in (256, 512):
        x = s.row(x, conv(filters), "ReLU", conv(filters), "ReLU", pool())
    x = s.row(x, "Flatten", dense(4096), "ReLU", drop(), dense(4096), "ReLU", drop(), dense(487))
    s.output(s.put("Softmax", x))


@known("VoxNet", family="volumes")
def voxnet(s: Sheet) -> None:
    x = s.row(s.volume(1, 32, 32, 32), conv(32, 5, 2), "LeakyReLU", conv(32), "LeakyReLU", pool())
    s.output(s.row(x, "Flatten", dense(128), "ReLU", drop(0.4), dense(10), "Softmax"))
