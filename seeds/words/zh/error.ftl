# Why a request cannot be met. One message per code.

## What was sent
error-missing_front = 请加一张正面全身照片。
error-missing_stature = 请填写身高。
error-impossible_stature = 身高 { $value } 不对。请填 { $low } 到 { $high } 毫米之间的数。
error-impossible_mass = 体重 { $value } 不对。请填 { $low } 到 { $high } 公斤之间的数。
error-missing_garment = 请选择一件衣服。
error-unknown_garment = 没有编号为“{ $value }”的衣服。
error-unknown_colourway = 没有编号为“{ $value }”的配色。
error-unknown_cloth = 这款衣服不用“{ $value }”裁制。
error-unknown_style = “{ $garment }”没有“{ $value }”这种穿法；可选：{ $list }。
error-not_worn_together = “{ $value }”不与这件衣服同穿。
error-not_put_on = 这件衣服目前还不能上身展示，但可以出纸样和单据。
error-unknown_option = 这件衣服没有选项“{ $value }”。
error-option_out_of_range = 选项“{ $field }”的值 { $value } 超出范围：{ $low } 到 { $high }。
error-unknown_dimension = 没有名为“{ $value }”的尺寸。
error-dimension_out_of_range = 尺寸“{ $field }”的值 { $value } 超出范围：{ $low } 到 { $high } 毫米。
error-bad_number = “{ $field }”应当是数字，而不是“{ $value }”。
error-bad_sex = 性别可填 female 或 male，也可以不填。
error-unknown_field = 不认识的栏目“{ $field }”。
error-repeated_field = 栏目“{ $field }”只能填一次。
error-malformed = 收到的表格不完整。请再发一次。
error-too_large = 文件太大：最多 { $limit } MB。
error-too_many_pixels = 照片太大。请用不超过 5000 万像素的照片。
error-unsupported_image = 读不了这种图片。请用 JPEG、PNG 或 WebP。
error-broken_image = 图片已损坏。请换一张。
error-refused_photo = 这张照片不能用来量体。
error-cannot_draft = 按这些尺寸和选项画不出样板。
error-too_many_sheets = 这件衣服要 { $value } 张 A4 纸，最多 { $high } 张。请改用卷纸或 A0 打印，或按裁剪图直接画在布上。
error-roll_width = 卷纸宽度 { $value } 毫米不对。请填 { $low } 到 { $high } 毫米。
error-order_too_long = 单号太长，写不进二维码。

## How the service stands
error-not_found = 找不到。
error-method_not_allowed = 这里不能这样做。
error-not_ready = 还没有做好，请稍等。
error-too_busy = 现在人多，请 { $seconds } 秒后再试。
error-cancelled = 已取消。
error-missing_library = 这台机器缺少 ONNX Runtime 库，不能看照片：{ $detail }
error-no_adapter = 这台机器没有可用的 Vulkan 显示驱动，不能画图：{ $detail }
error-missing_model = 缺少模型文件：{ $detail }
error-unreadable_file = 读不了文件 { $path }：{ $detail }
error-internal = 我们这边出了错，对不起。
error-unknown_size = GB/T 1335 没有 {$value} 这个号型。
